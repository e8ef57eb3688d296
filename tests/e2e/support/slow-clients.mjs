import { once } from "node:events";
import net from "node:net";

const PAUSE_MS = 20;

/** Many connections that each send one byte at a time, and never finish. */
export class SlowClients {
  #sockets = [];
  #timer;

  /** The number of connections that the server has closed. */
  closed = 0;

  /**
   * Connects `count` of them.
   *
   * @param {string} url
   * @param {{ at: string, drip?: string }} bytes `at` is sent at once, `drip` one character every 20 ms.
   */
  static async start(url, count, { at, drip = "" }) {
    const clients = new SlowClients();
    const { hostname, port } = new URL(url);
    clients.#sockets = await Promise.all(
      Array.from({ length: count }, async () => {
        const socket = net.connect(Number(port), hostname);
        socket.on("error", () => {});
        socket.once("close", () => clients.closed++);
        await once(socket, "connect");
        socket.write(Buffer.from(at, "latin1"));
        return socket;
      }),
    );
    let sent = 0;
    clients.#timer = setInterval(() => {
      const character = drip.charAt(sent++);
      if (character) for (const socket of clients.#sockets) socket.write(character);
    }, PAUSE_MS);
    return clients;
  }

  /** Stops all of them from reading the response. */
  pause() {
    for (const socket of this.#sockets) socket.pause();
    return this;
  }

  close() {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
}
