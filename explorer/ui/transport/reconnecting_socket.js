// The one WebSocket: it opens itself again where it breaks, later each time until something arrives.

import { placed } from "./place.js";

const RETRY_MS = [250, 500, 1000, 2000, 4000];

export class ReconnectingSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  #tries = 0;
  #timer = 0;

  /**
   * Opens nothing yet: see `open`.
   * @param {string} path  of the route, perhaps with a query
   * @param {object} on
   * @param {() => void} on.open  connected, for the first time or again
   * @param {(data: string | ArrayBuffer) => void} on.message
   * @param {() => void} on.lost  not connected any more; it is tried again by itself. Not called after `close`
   */
  constructor(path, on) {
    this.path = path;
    this.on = on;
  }

  /** Whether a message can be sent now. */
  get connected() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Connect at once; nothing happens where it is connected or connecting. */
  open() {
    clearTimeout(this.#timer);
    if (this.#socket) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}${placed(this.path)}`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (socket === this.#socket) this.on.open();
    };
    socket.onmessage = (event) => {
      if (socket !== this.#socket) return;
      this.#tries = 0;
      this.on.message(event.data);
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#reopen();
    };
    this.#socket = socket;
  }

  #reopen() {
    this.#socket = null;
    const wait = RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)];
    this.#timer = setTimeout(() => this.open(), wait);
    this.on.lost();
  }

  /**
   * Nothing happens where it is not connected.
   * @param {string | ArrayBuffer | ArrayBufferView<ArrayBuffer>} data
   */
  send(data) {
    if (this.connected) this.#socket?.send(data);
  }

  /** Disconnect, and stay so until the next `open`. */
  close() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
