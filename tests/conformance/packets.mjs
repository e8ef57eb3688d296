/** A pkt-line of git's protocol. */
export function packet(content) {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, "0")), bytes]);
}

export const FLUSH = Buffer.from("0000");

/** The packets of a body, with a flush as `null`; ends with the body, or at malformed data. */
export function packets(body) {
  const found = [];
  for (let at = 0; at + 4 <= body.length; ) {
    const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    if (Number.isNaN(length) || (length > 0 && length < 4) || at + length > body.length) break;
    found.push(length === 0 ? null : body.subarray(at + 4, at + length));
    at += Math.max(length, 4);
  }
  return found;
}

/** A service's v0 advertisement: `{ capabilities, refs }`, with the refs as a map to their ids. */
export function advertisement(body) {
  const lines = packets(body).filter((line) => line && !line.toString().startsWith("#")).map(String);
  const [first = "", capabilities = ""] = lines[0]?.split("\0") ?? [];
  const refs = new Map([first, ...lines.slice(1)].map((line) => line.trim().split(" ").reverse()));
  return { capabilities: capabilities.trim(), refs };
}

/** The text of a push report, and its form. */
export function report(body) {
  const lines = packets(body);
  const banded = lines.filter((line) => line?.[0] === 1);
  const inner = banded.length > 0 ? packets(Buffer.concat(banded.map((line) => line.subarray(1)))) : lines;
  const form = body.length === 0 ? "an empty body" : banded.length > 0 ? "packets in side-band 1" : "packets";
  return { form, lines: inner.filter(Boolean).map((line) => line.toString().trimEnd()) };
}
