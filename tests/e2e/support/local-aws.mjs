import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug/local-aws");

/**
 * The trust policy of a role for a provider's tokens.
 *
 * @param {string} providerArn
 * @param {string} issuer
 * @param {{ aud: string, sub: string }} claims `sub` may contain IAM's wildcards.
 */
export function trustWebIdentity(providerArn, issuer, { aud, sub }) {
  const name = issuer.replace(/^https?:\/\//, "");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: providerArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: { [`${name}:aud`]: aud }, StringLike: { [`${name}:sub`]: sub } },
      },
    ],
  };
}

/**
 * The trust policy of a role for a SAML provider's users.
 *
 * @param {string} providerArn
 * @param {{ aud: string | string[], sub?: string, iss?: string, sub_type?: string }} keys those of `SAML:…`; `aud` is the address
 *   that the provider posts to. `sub` may contain IAM's wildcards.
 * @param {string[]} actions more actions, such as `sts:TagSession`
 */
export function trustSaml(providerArn, { sub = "*", ...equal }, actions = []) {
  const named = Object.entries(equal).map(([key, value]) => [`SAML:${key}`, value]);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: providerArn },
        Action: ["sts:AssumeRoleWithSAML", ...actions],
        Condition: { StringEquals: Object.fromEntries(named), StringLike: { "SAML:sub": sub } },
      },
    ],
  };
}

/** Local AWS, and its admin API. */
export class LocalAws {
  #child;
  #admin;

  constructor(child, { listening, admin, ssh }) {
    this.#child = child;
    this.#admin = admin;
    this.url = listening;
    /** With `--ssh-listen`: `listening`, `host_key`, `fingerprint`. */
    this.ssh = ssh;
    this.exited = once(child, "exit");
  }

  /**
   * Starts it, with its repositories below `root`.
   *
   * @param {{ root: string, port?: number, args?: string[], program?: string }} options
   *   `port`: a free one by default; `program`: the debug build by default.
   */
  static async start({ root, port = 0, args = [], program = PROGRAM }) {
    const options = ["--listen", `127.0.0.1:${port}`, "--root", root, "--exit-with-stdin", ...args];
    const child = spawn(program, options, { stdio: ["pipe", "pipe", "inherit"] });
    const started = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`${program} ended with ${code}`)));
      createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)));
    });
    return new LocalAws(child, await started);
  }

  /**
   * Issues access keys, in the AWS SDK's format.
   *
   * @param {object} fields as in the admin API: `lifetime_seconds`, `session`, `session_token_bytes`, `allow`…
   */
  async credentials(fields = {}) {
    const issued = await this.admin("POST", "credentials", fields);
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = issued;
    const expiration = issued.Expiration && new Date(issued.Expiration);
    return { accessKeyId, secretAccessKey, sessionToken, expiration };
  }

  /**
   * Creates an IAM user, or changes their permissions, and issues access keys, in the AWS SDK's format.
   *
   * @param {object} fields as in the admin API: `name`, `path`, `account`, `partition`, `allow`.
   */
  async user(fields) {
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = await this.admin("POST", "users", fields);
    return { accessKeyId, secretAccessKey };
  }

  /** Renames an IAM user of the default account. */
  renameUser(name, newName) {
    return this.admin("POST", `users/${name}/rename`, { new_name: newName });
  }

  /** Expires access keys now. */
  expire({ accessKeyId }) {
    return this.admin("POST", `credentials/${accessKeyId}/expire`);
  }

  /** Issues static Git credentials. */
  gitCredentials(fields = {}) {
    return this.admin("POST", "git-credentials", fields);
  }

  /**
   * Registers an OpenID provider in an account's IAM, and returns its ARN.
   *
   * @param {{ url: string, client_ids: string[], account?: string, partition?: string }} fields `url`: the issuer.
   */
  async oidcProvider(fields) {
    return (await this.admin("POST", "oidc-providers", fields)).arn;
  }

  /**
   * Registers a SAML provider in an account's IAM, and returns its ARN; a second call replaces its metadata.
   *
   * @param {{ name: string, metadata: string, account?: string, partition?: string }} fields
   */
  async samlProvider(fields) {
    return (await this.admin("POST", "saml-providers", fields)).arn;
  }

  /**
   * Creates a role, and returns its ARN.
   *
   * @param {object} fields as in the admin API: `name`, `trust`, `allow`, `max_session_duration`…
   */
  async role(fields) {
    return (await this.admin("POST", "roles", fields)).Arn;
  }

  /** Changes settings, and returns all of them. */
  settings(fields) {
    return this.admin("POST", "settings", fields);
  }

  /** Creates a repository; `content` is `{ sample }` or `{ size_mb }`, and perhaps the `account`. */
  repository(region, name, content = { sample: "history" }) {
    return this.admin("POST", "repositories", { region, name, ...content });
  }

  /** Adds a fault for the next requests that match. */
  fault(fault, match = {}) {
    return this.admin("POST", "faults", { match, fault });
  }

  clearFaults() {
    return this.admin("DELETE", "faults");
  }

  /** The requests received after the request `since`, oldest first. */
  async requests(since = 0) {
    return (await this.admin("GET", `requests?since=${since}`)).requests;
  }

  /** The id of the latest request; a test passes it to `requests` to see only its own. */
  async mark() {
    return (await this.requests()).at(-1)?.id ?? 0;
  }

  /** Calls the admin API. */
  async admin(method, path, body) {
    const response = await fetch(new URL(path, this.#admin), {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer}`);
    return answer && JSON.parse(answer);
  }

  async close() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGTERM");
    await this.exited;
  }
}
