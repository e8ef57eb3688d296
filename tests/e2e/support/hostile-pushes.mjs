import { deflateRawSync, gzipSync } from "node:zlib";

const ZERO = "0".repeat(40);
const ONE = "1".repeat(40);

/** A pkt-line. */
export function packet(text) {
  return (text.length + 4).toString(16).padStart(4, "0") + text;
}

/** The command that creates a branch; the first one of a push contains the client's capabilities. */
export function command(name, index = 0) {
  return packet(`${ZERO} ${ONE} ${name}${index === 0 ? "\0report-status side-band-64k" : ""}`);
}

/** A push of branches, without a pack. */
export function push(...names) {
  return Buffer.from(`${names.map(command).join("")}0000`, "latin1");
}

/** This many of the shortest possible commands. */
export function shortCommands(count) {
  return Buffer.from("0009a b c".repeat(count) + "0000");
}

/** A push followed by `mebibytes` of zeros, gzipped to about a thousandth. */
export function bomb(mebibytes) {
  return gzipSync(Buffer.concat([push("refs/heads/main"), Buffer.alloc(mebibytes << 20)]), { level: 9 });
}

/** Bodies that are not a push, with their `Content-Encoding`. */
export const NO_PUSHES = {
  "nothing": ["", undefined],
  "only a length": ["ffff", undefined],
  "a length that is cut": ["00", undefined],
  "a length with a sign": ["+004", undefined],
  "a negative length": ["-001", undefined],
  "a length with 0x": ["0x04", undefined],
  "a length with a space": [" 004", undefined],
  "an invalid length": ["zzzz", undefined],
  "a delimiter": ["0001", undefined],
  "an end of a response": ["0002", undefined],
  "a length below its own": ["0003", undefined],
  "a line that is over the limit": [`fff5${"a".repeat(65_521)}0000`, undefined],
  "a line that is cut": ["0032a b", undefined],
  "commands without an end": [push("refs/heads/a", "refs/heads/b").subarray(0, -4), undefined],
  "another protocol": ["GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", undefined],
  "what is said to be gzip and is not": [push("refs/heads/a"), "gzip"],
  "gzip that is cut": [gzipSync(push("refs/heads/a")).subarray(0, 30), "gzip"],
  "gzip of nothing": [gzipSync(""), "gzip"],
  "gzip with a wrong checksum": [corrupted(gzipSync(push("refs/heads/a").subarray(0, -4))), "gzip"],
  "gzip in gzip": [gzipSync(gzipSync(push("refs/heads/a"))), "gzip"],
  "deflate under gzip's name": [deflateRawSync(push("refs/heads/a")), "gzip"],
};

function corrupted(gzipped) {
  const bytes = Buffer.from(gzipped);
  bytes[bytes.length - 8] ^= 0xff;
  return bytes;
}
