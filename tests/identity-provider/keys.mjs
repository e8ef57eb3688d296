import { createPublicKey, generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";

const KINDS = {
  RS256: ["rsa", { modulusLength: 2048 }],
  ES256: ["ec", { namedCurve: "P-256" }],
  EdDSA: ["ed25519", {}],
};

/** The algorithms that the provider signs with. */
export const ALGORITHMS = Object.keys(KINDS);

/** One of the provider's private keys, with its id and algorithm from the JWKS. */
export class SigningKey {
  constructor({ kid, alg, privateKey }) {
    this.kid = kid;
    this.alg = alg;
    this.privateKey = privateKey;
  }

  static async generate(alg) {
    const { privateKey } = await promisify(generateKeyPair)(...KINDS[alg]);
    return new SigningKey({ kid: `${alg.toLowerCase()}-${randomBytes(4).toString("hex")}`, alg, privateKey });
  }

  /** The private JWK. */
  get jwk() {
    const { kid, alg } = this;
    return { ...this.privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
  }

  /** The public key as PEM text. */
  get publicPem() {
    return createPublicKey(this.privateKey).export({ type: "spki", format: "pem" });
  }
}

/** New keys, one for each algorithm. */
export function generateKeys(algorithms = ALGORITHMS) {
  return Promise.all(algorithms.map(SigningKey.generate));
}
