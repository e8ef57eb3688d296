/**
 * The forms in which a text or bytes may occur within other bytes: plain or encoded, at any offset within a base64 group.
 *
 * @param {string | Buffer} secret
 * @returns {Buffer[]}
 */
export function encodings(secret) {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  const base64 = ["base64", "base64url"].flatMap((encoding) => [0, 1, 2].map((shift) => shifted(bytes, shift, encoding)));
  const texts = [hex, hex.toUpperCase(), ...base64];
  if (typeof secret === "string") texts.push(encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1));
  const wide = typeof secret === "string" ? [Buffer.from(secret, "utf16le")] : [];
  return [bytes, ...texts.map((it) => Buffer.from(it)), ...wide, Buffer.from(bytes).reverse()];
}

/** Base64 of bytes within others: without the characters that also depend on those. */
function shifted(bytes, shift, encoding) {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString(encoding).replaceAll("=", "");
  return whole.slice(shift && shift + 1, -1);
}
