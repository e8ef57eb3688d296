/**
 * A text as it could stand among bytes: in the clear or encoded, wherever in a group of base64 it begins.
 *
 * @param {string} text
 * @returns {Buffer[]}
 */
export function encodings(text) {
  const bytes = Buffer.from(text);
  const hex = bytes.toString("hex");
  const base64 = ["base64", "base64url"].flatMap((encoding) => [0, 1, 2].map((shift) => shifted(bytes, shift, encoding)));
  const texts = [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), hex, hex.toUpperCase(), ...base64];
  return [...texts.map((it) => Buffer.from(it)), Buffer.from(text, "utf16le"), Buffer.from(bytes).reverse()];
}

/** Base64 of bytes that others come before and after: without the characters that those have a part in. */
function shifted(bytes, shift, encoding) {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString(encoding).replaceAll("=", "");
  return whole.slice(shift && shift + 1, -1);
}
