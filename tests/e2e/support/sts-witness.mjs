import { WatchedProxy } from "./watched-proxy.mjs";

/** A proxy between the edge and STS that records the access keys that STS issues, which only the edge may see. */
export class StsWitness {
  #proxy;
  /** `[access key id, secret key, session token]` of each, oldest first. */
  issued = [];

  static async start(target) {
    const witness = new StsWitness();
    witness.#proxy = await WatchedProxy.start(target, { onData: (chunk) => witness.#read(chunk.toString()) });
    return witness;
  }

  get url() {
    return this.#proxy.url;
  }

  close() {
    this.#proxy.close();
  }

  // STS's responses are short enough to arrive in one chunk.
  #read(text) {
    const keys = ["AccessKeyId", "SecretAccessKey", "SessionToken"].map((name) =>
      text.match(`<${name}>([^<]+)</${name}>`)?.[1],
    );
    if (keys.every(Boolean)) this.issued.push(keys);
  }
}
