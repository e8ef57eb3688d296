// Simulates the distance between TCP clients and a server. It is a separate process, so other work does not delay it.
//
//   node distance.mjs PORT TARGET_PORT ROUND_TRIP_MS [BITS_PER_SECOND]

import { connect, createServer } from "node:net";

import { Link } from "./link.mjs";

const [port, target, roundTripMs, bitsPerSecond] = process.argv.slice(2).map(Number);
// Each direction has the whole rate.
const [there, back] = [1, 2].map(() => new Link({ delayMs: roundTripMs / 2, bitsPerSecond }));

const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const upstream = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  client.on("error", () => upstream.destroy());
  upstream.on("error", () => client.destroy());
  // The handshake takes a round trip before the client can send.
  there.carry(client, upstream, performance.now() + roundTripMs);
  back.carry(upstream, client, 0);
});
server.listen(port, "127.0.0.1");
