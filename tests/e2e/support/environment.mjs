import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { IdentityProvider } from "../../identity-provider/identity-provider.mjs";
import { Git } from "./git.mjs";
import { LocalAws } from "./local-aws.mjs";
import { startEdge } from "./workerd.mjs";

/** A world of a test file's own: local AWS, edges in front of it, identity providers, and git. `close` ends all of it. */
export class Environment {
  #directory;
  #parts = [];
  #directories = 0;

  constructor(directory, aws) {
    this.#directory = directory;
    this.aws = aws;
    this.git = new Git(join(directory, "home"));
  }

  /** Starts local AWS, with the command line's `args`. */
  static async start({ args } = {}) {
    const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-e2e-"));
    try {
      const root = join(directory, "repositories");
      return new Environment(directory, await LocalAws.start({ root, args }));
    } catch (error) {
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Starts an edge with these variables, in front of local AWS unless they say otherwise.
   *
   * @param {object} [options] as `startEdge` takes them: `isolates`, `cache`, `storage`, …
   */
  async edge(vars = {}, options = {}) {
    const { url } = this.aws;
    const endpoints = { AWS_ENDPOINT_URL_CODECOMMIT_GIT: url, AWS_ENDPOINT_URL_STS: url };
    const edge = await startEdge({ ...options, vars: { ...endpoints, ...vars } });
    this.#parts.push(edge);
    return edge;
  }

  /** Starts an identity provider; the options are those of `IdentityProvider.start`. */
  async identityProvider(options) {
    const provider = await IdentityProvider.start(options);
    this.#parts.push(provider);
    return provider;
  }

  /** A path that nothing is at. */
  directory() {
    return join(this.#directory, `work-${++this.#directories}`);
  }

  /** Where local AWS keeps a repository. */
  bare(region, name) {
    return join(this.#directory, "repositories", region, `${name}.git`);
  }

  async close() {
    this.git.close();
    await Promise.all([...this.#parts.map((part) => part.close()), this.aws.close()]);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  [Symbol.asyncDispose]() {
    return this.close();
  }
}
