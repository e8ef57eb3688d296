import { WatchedProxy } from "./watched-proxy.mjs";

/** A proxy between the edge and STS that records the access keys that STS issues, which only the edge may see. */
export class StsWitness {
  #proxy;
  /** What has arrived of each response. */
  #texts = new WeakMap();
  /** `[access key id, secret key, session token]` of each, oldest first. */
  issued = [];

  static async start(target) {
    const witness = new StsWitness();
    witness.#proxy = await WatchedProxy.start(target, { onData: (chunk, request) => witness.#read(chunk, request) });
    return witness;
  }

  get url() {
    return this.#proxy.url;
  }

  close() {
    this.#proxy.close();
  }

  #read(chunk, request) {
    const text = (this.#texts.get(request) ?? "") + chunk.toString("latin1");
    const keys = ["AccessKeyId", "SecretAccessKey", "SessionToken"].map((name) =>
      text.match(`<${name}>([^<]+)</${name}>`)?.[1],
    );
    const complete = keys.every(Boolean);
    if (complete) this.issued.push(keys);
    this.#texts.set(request, complete ? "" : text);
  }
}
