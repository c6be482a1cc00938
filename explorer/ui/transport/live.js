// Latents, or codes, to pictures over one WebSocket a model. Only the newest request of each channel is kept and one is in
// flight, so a slow server or a far one shows fewer pictures, never old ones. The transport lives in this file alone.

const RETRY_MS = [250, 500, 1000, 2000, 4000];

export class Decoder {
  /**
   * @param {string} model  name of a checkpoint
   * @param {{path?: string, onstatus?: (text: string) => void, onerror?: (message: string) => void}} options
   *   path: the route that decodes; onstatus gets "loading", "ready" or "offline".
   */
  constructor(model, { path = "/api/decode", onstatus = () => {}, onerror = () => {} } = {}) {
    this.model = model;
    this.path = path;
    this.tell = onstatus;
    this.status = "";
    this.onerror = onerror;
    this.waiting = new Map(); // channel -> {z, callback}; a Map keeps the order in which channels were first used
    this.channels = []; // priority order
    this.flying = null;
    this.closed = false;
    this.tries = 0;
    this.open();
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${this.path}?model=${encodeURIComponent(this.model)}`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.pump();
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = () => this.reopen();
    this.socket = socket;
  }

  reopen() {
    if (this.closed) return;
    // What was in flight is asked for again, unless something newer waits on its channel.
    if (this.flying && !this.waiting.has(this.flying.channel)) this.waiting.set(this.flying.channel, this.flying);
    this.flying = null;
    this.onstatus("offline");
    setTimeout(
      () => {
        if (!this.closed) this.open();
      },
      RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)],
    );
  }

  /** Pass a status on when it changes, not with every picture. */
  onstatus(status) {
    if (status === this.status) return;
    this.status = status;
    this.tell(status);
  }

  /** Ask for pictures of `z` (float32, count * latents; or uint16, count * cells, of codes); `callback(pixels, z)` gets uint8 count * c * h * w. */
  request(channel, z, callback) {
    if (!this.channels.includes(channel)) this.channels.push(channel);
    this.waiting.set(channel, { channel, z, callback });
    this.pump();
  }

  /** Forget what waits on a channel. */
  cancel(channel) {
    this.waiting.delete(channel);
  }

  /** True when nothing is asked for or in flight. */
  get idle() {
    return !this.flying && this.waiting.size === 0;
  }

  pump() {
    if (this.flying || this.socket.readyState !== WebSocket.OPEN) return;
    const channel = this.channels.find((name) => this.waiting.has(name));
    if (channel === undefined) return;
    this.flying = this.waiting.get(channel);
    this.waiting.delete(channel);
    this.socket.send(this.flying.z);
  }

  receive(data) {
    if (typeof data === "string") {
      const message = JSON.parse(data);
      if (message.status) {
        this.onstatus(message.status);
        return;
      }
      this.flying = null;
      if (message.final) this.close();
      this.onerror(message.error);
      this.pump();
      return;
    }
    const { z, callback } = this.flying;
    this.flying = null;
    this.tries = 0;
    this.onstatus("ready");
    this.pump(); // the next one computes while this one is painted
    callback(new Uint8Array(data), z);
  }

  close() {
    this.closed = true;
    this.waiting.clear();
    this.socket.close();
  }
}
