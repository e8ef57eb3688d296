import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

/** A new RSA public key of 2,048 bits, as the line of a public key file. */
export async function rsaPublicKey() {
  const { publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const { n, e } = publicKey.export({ format: "jwk" });
  const digits = (text) => Buffer.from(text, "base64url");
  // A leading zero keeps a number positive.
  const number = (bytes) => (bytes[0] & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
  const string = (bytes) => Buffer.concat([Buffer.from(Uint32Array.of(bytes.length).buffer).reverse(), bytes]);
  const parts = [Buffer.from("ssh-rsa"), number(digits(e)), number(digits(n))];
  return `ssh-rsa ${Buffer.concat(parts.map(string)).toString("base64")} alice@example.com`;
}
