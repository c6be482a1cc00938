// Jobs over one WebSocket. A newer job replaces the running one; while a hand drags, jobs wait for the one before to end,
// newest only, so that quick answers keep coming. Opened when first needed, and again when it breaks.

const RETRY_MS = [250, 500, 1000, 2000, 4000];
const FINAL = ["end", "stopped", "error"];

export class JobSocket {
  /**
   * @param {string} path  of the route
   * @param {object} on    event(message, job) for everything of the newest job, told(message) for what belongs to no job,
   *   status("online" | "offline")
   */
  constructor(path, on) {
    Object.assign(this, { path, on, socket: null, job: null, waiting: null, first: null, id: 0, tries: 0, timer: 0 });
  }

  /** True while something is being computed, or waits for it. */
  get busy() {
    return this.job !== null || this.waiting !== null;
  }

  /**
   * @param {object} job   the message of the job, without its id; its `context` is not sent, the job's events come with it
   * @param {boolean} live  a hand is still moving: let a live job before it end first
   */
  request(job, live = false) {
    const next = { ...job, live, id: ++this.id };
    if (live && this.job?.live) {
      this.waiting = next;
      return;
    }
    this.begin(next);
  }

  begin(job) {
    this.waiting = null;
    this.job = job;
    if (this.socket?.readyState === WebSocket.OPEN) {
      const { live, context, ...message } = job;
      this.socket.send(JSON.stringify(message));
    } else this.open();
  }

  /** A message that is no job (the newest of them, where there is no connection yet). */
  send(message) {
    this.first = message;
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
    else this.open();
  }

  /** End the computing; the server answers with "stopped". */
  stop() {
    const { job } = this;
    this.waiting = null;
    if (!job) return;
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ stop: true }));
      return;
    }
    this.job = null;
    this.on.event({ event: "stopped" }, job);
  }

  /** End the computing and hear no more of it. */
  abandon() {
    this.stop();
    this.job = null;
  }

  open() {
    if (this.socket) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${this.path}`);
    this.socket = socket;
    socket.onopen = () => {
      this.tries = 0;
      this.on.status("online");
      if (this.first) this.send(this.first);
      if (this.job) this.begin(this.job);
    };
    socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.on.status("offline");
      this.timer = setTimeout(() => this.open(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
    };
  }

  receive(message) {
    const { job } = this;
    if (message.id === undefined && !FINAL.slice(0, 2).includes(message.event) && this.on.told) {
      this.on.told(message);
      return;
    }
    if (!job || (message.id !== undefined && message.id !== null && message.id !== job.id)) return; // of a job that was replaced
    if (FINAL.includes(message.event)) this.job = null;
    this.on.event(message, job);
    if (!this.job && this.waiting) this.begin(this.waiting);
  }

  /** The page is left: what is being computed for it ends. */
  close() {
    const { socket } = this;
    clearTimeout(this.timer);
    this.socket = this.job = this.waiting = null;
    socket?.close();
  }
}
