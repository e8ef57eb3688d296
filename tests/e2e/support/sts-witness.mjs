import { Passage } from "./passage.mjs";

/** Stands between the edge and STS, and records what STS issues: access keys that only the edge may see. */
export class StsWitness {
  #passage;
  /** `[access key id, secret key, session token]` of each, oldest first. */
  issued = [];

  static async start(target) {
    const witness = new StsWitness();
    witness.#passage = await Passage.start(target, { onData: (chunk) => witness.#read(chunk.toString()) });
    return witness;
  }

  get url() {
    return this.#passage.url;
  }

  close() {
    this.#passage.close();
  }

  // An answer of STS's is short enough to come in one piece.
  #read(text) {
    const keys = ["AccessKeyId", "SecretAccessKey", "SessionToken"].map((name) =>
      text.match(`<${name}>([^<]+)</${name}>`)?.[1],
    );
    if (keys.every(Boolean)) this.issued.push(keys);
  }
}
