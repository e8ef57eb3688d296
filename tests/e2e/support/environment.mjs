import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { IdentityProvider } from "../../identity-provider/identity-provider.mjs";
import { SamlIdentityProvider } from "../../identity-provider/saml/saml-identity-provider.mjs";
import { Git } from "./git.mjs";
import { LocalAws } from "./local-aws.mjs";
import { SshClient } from "./ssh-client.mjs";
import { startEdge } from "./workerd.mjs";

/** The services of one test file: local AWS, edges in front of it, identity providers, and git. `close` stops them all. */
export class Environment {
  #directory;
  #parts = [];
  #directories = 0;

  constructor(directory, aws) {
    this.#directory = directory;
    this.aws = aws;
    this.git = new Git(join(directory, "home"));
  }

  /** Starts local AWS, with these command-line `args`. */
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
   * Starts an edge with these variables, in front of local AWS by default.
   *
   * @param {object} [options] those of `startEdge`: `isolates`, `cache`, `storage`, …
   */
  async edge(vars = {}, options = {}) {
    const { url } = this.aws;
    const endpoints = Object.fromEntries(["CODECOMMIT", "CODECOMMIT_GIT", "IAM", "STS"].map((service) => [`AWS_ENDPOINT_URL_${service}`, url]));
    const edge = await startEdge({ ...options, vars: { ...endpoints, ...vars } });
    this.#parts.push(edge);
    return edge;
  }

  /** Starts an identity provider with the options of `IdentityProvider.start`. */
  async identityProvider(options) {
    const provider = await IdentityProvider.start(options);
    this.#parts.push(provider);
    return provider;
  }

  /** Starts a SAML identity provider with the options of `SamlIdentityProvider.start`. */
  async samlIdentityProvider(options) {
    const provider = await SamlIdentityProvider.start(options);
    this.#parts.push(provider);
    return provider;
  }

  /** A path that does not exist yet. */
  directory() {
    return join(this.#directory, `work-${++this.#directories}`);
  }

  /** An OpenSSH client for local AWS, which must have been started with `--ssh-listen`. */
  sshClient() {
    return new SshClient(this.directory(), this.aws.ssh);
  }

  /** The directory of one of local AWS's repositories. */
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
