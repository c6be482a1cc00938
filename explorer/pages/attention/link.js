// Scenes to pictures, masks and answers over one WebSocket. One request is in flight, and only the newest of each channel waits for it: a
// slow server shows fewer pictures, never old ones. After a break what was in flight is asked for once more.

const RETRY_MS = [250, 500, 1000, 2000, 4000];

export class AttentionLink {
  /** @param {object} on  status("online" | "offline") */
  constructor(on) {
    Object.assign(this, { on, waiting: new Map(), flying: null, id: 0, tries: 0, timer: 0 });
    this.open();
  }

  open() {
    this.closed = false;
    const socket = (this.socket = new WebSocket(
      `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/api/attend`,
    ));
    socket.onopen = () => {
      this.on.status("online");
      this.pump();
    };
    socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
    socket.onclose = () => {
      if (socket === this.socket) this.reopen();
    };
  }

  reopen() {
    if (this.closed) return;
    const { flying } = this;
    if (flying && !this.waiting.has(flying.channel)) this.waiting.set(flying.channel, flying);
    this.flying = null;
    this.on.status("offline");
    this.timer = setTimeout(() => this.open(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
  }

  /**
   * @param {string} channel  what waits on it is replaced; another channel's goes on waiting
   * @param {{scene: object, colour: number, models: string[]}} message
   * @param {(reply: object) => void} done  gets what the route answers; an error as {error}
   */
  request(channel, message, done) {
    this.waiting.delete(channel); // what is newest stands last: no channel can push another one out for ever
    this.waiting.set(channel, { channel, message, done });
    this.pump();
  }

  pump() {
    if (this.flying || this.socket.readyState !== WebSocket.OPEN || !this.waiting.size) return;
    const [next] = this.waiting.values();
    this.waiting.delete(next.channel);
    this.flying = next;
    this.socket.send(JSON.stringify({ id: ++this.id, ...next.message }));
  }

  receive(reply) {
    const { flying } = this;
    if (!flying || (reply.id !== this.id && reply.id !== null && reply.id !== undefined)) return;
    this.flying = null;
    this.tries = 0;
    this.pump(); // the next one is computed while this one is painted
    flying.done(reply);
  }

  /** The page is left; `open` takes it up again. */
  close() {
    this.closed = true;
    this.flying = null;
    clearTimeout(this.timer);
    this.waiting.clear();
    this.socket.close();
  }
}
