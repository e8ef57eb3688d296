import { EventEmitter, once } from "node:events";

/** A connection to a browser by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/). Emits the browser's events. */
export class Bidi extends EventEmitter {
  #socket;
  #last = 0;
  #waiting = new Map();

  static async connect(url) {
    const socket = new WebSocket(url);
    await once(socket, "open");
    return new Bidi(socket);
  }

  constructor(socket) {
    super();
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#receive(JSON.parse(data)));
    socket.addEventListener("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the browser has closed the connection"));
      this.#waiting.clear();
    });
  }

  /** Sends a command, and returns its result. */
  async send(method, params = {}) {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new Error(`${method}: the browser is closed`);
    const id = ++this.#last;
    const { promise, resolve, reject } = Promise.withResolvers();
    this.#waiting.set(id, { method, resolve, reject });
    this.#socket.send(JSON.stringify({ id, method, params }));
    return promise;
  }

  #receive({ id, method, params, result, error, message }) {
    if (method !== undefined) return void this.emit(method, params);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`${waiting.method}: ${error}: ${message}`));
  }

  close() {
    this.#socket.close();
  }
}
