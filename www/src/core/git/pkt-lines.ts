import { joined } from "./joined.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The payloads of pkt-lines, with null for a flush. Ends at data that is truncated or not in pkt-lines. */
export function* packets(bytes: Uint8Array): Generator<Uint8Array | null> {
  for (let at = 0; at + 4 <= bytes.length; ) {
    const digits = decoder.decode(bytes.subarray(at, at + 4));
    const length = /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : -1;
    // 0001 and 0002 are the delimiter and response-end packets of protocol version 2.
    if (length < 0 || length === 3 || at + length > bytes.length) return;
    yield length < 4 ? null : bytes.subarray(at + 4, at + length);
    at += Math.max(length, 4);
  }
}

/** A pkt-line with a payload, or a flush packet. */
export function packet(payload: string | Uint8Array | null): Uint8Array {
  if (payload === null) return encoder.encode("0000");
  const content = typeof payload === "string" ? encoder.encode(payload) : payload;
  return joined([encoder.encode((content.length + 4).toString(16).padStart(4, "0")), content]);
}

/** The text of a payload, without its trailing newline. */
export function lineOf(payload: Uint8Array): string {
  return decoder.decode(payload).replace(/\n$/, "");
}
