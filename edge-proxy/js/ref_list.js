/**
 * Whether a response is a complete list of refs: neither truncated nor an error.
 *
 * Source: git `Documentation/gitprotocol-http.txt`, "Smart Server Response", and `gitprotocol-v2.txt`, "ls-refs".
 *
 * @param {Uint8Array} bytes
 * @returns {boolean}
 */
export function isWholeList(bytes) {
  const text = new TextDecoder("latin1").decode(bytes);
  // A flush packet also follows the name of the service.
  let flushes = text.startsWith("# service=", DIGITS) ? 2 : 1;
  for (let at = 0; at < text.length; ) {
    const digits = text.slice(at, at + DIGITS);
    if (!/^[0-9a-f]{4}$/i.test(digits) || flushes === 0) return false;
    const length = Number.parseInt(digits, 16);
    if (length === 0) flushes--;
    else if (length < DIGITS || at + length > text.length || text.startsWith("ERR ", at + DIGITS)) return false;
    at += Math.max(length, DIGITS);
  }
  return flushes === 0;
}

/** The digits of a pkt-line's length. */
const DIGITS = 4;
