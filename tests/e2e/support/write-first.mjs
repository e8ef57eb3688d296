import { once } from "node:events";
import net from "node:net";

import { answersIn } from "./raw-requests.mjs";

const SILENCE_MS = 20_000;

/**
 * Sends pieces of bytes on a connection and reads nothing until all of them have been taken. Rejects if the server closes or resets
 * the connection before it has read everything.
 *
 * @param {string} url
 * @param {Iterable<string | Buffer>} pieces the last request among them asks to close the connection
 * @returns {Promise<{ status: number, code?: string, head: string, body: string }[]>} every response, except interim ones
 */
export async function writeThenRead(url, pieces) {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname).pause();
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`silence for ${SILENCE_MS} ms`)));
  const closed = once(socket, "close");
  closed.catch(() => {});
  await once(socket, "connect");
  for (const piece of pieces) {
    if (!socket.write(piece)) await Promise.race([once(socket, "drain"), closed]);
    if (socket.destroyed) throw new Error("the server closed the connection before it had read everything");
  }
  const received = [];
  socket.on("data", (chunk) => received.push(chunk)).resume();
  await closed;
  return answersIn(Buffer.concat(received).toString("latin1"));
}
