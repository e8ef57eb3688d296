import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** OpenSSH's client with its own keys, which knows local AWS's host key and nothing of the user's configuration. */
export class SshClient {
  #directory;
  #address;
  #keys = 0;

  /** @param {{ listening: string, host_key: string }} ssh what local AWS prints */
  constructor(directory, { listening, host_key }) {
    this.#directory = directory;
    this.#address = new URL(listening.replace(/^ssh:/, "http:"));
    mkdirSync(directory, { mode: 0o700 });
    const { hostname, port } = this.#address;
    writeFileSync(this.knownHosts, `[${hostname}]:${port} ${host_key}\n`);
  }

  get knownHosts() {
    return join(this.#directory, "known_hosts");
  }

  /**
   * Generates a key with `ssh-keygen`.
   *
   * @returns {{ file: string, publicKey: string }} the private key's file, and the text of the public key's
   */
  generate({ type = "rsa", bits = 2048 } = {}) {
    const file = join(this.#directory, `key-${++this.#keys}`);
    const size = type === "rsa" ? ["-b", String(bits)] : [];
    execFileSync("ssh-keygen", ["-q", "-t", type, ...size, "-N", "", "-C", "alice@example.com", "-f", file]);
    return { file, publicKey: readFileSync(`${file}.pub`, "utf8") };
  }

  /** A repository's address for the key with this id. */
  url(keyId, repository) {
    return `ssh://${keyId}@${this.#address.host}/v1/repos/${repository}`;
  }

  /** The environment in which git uses the private key in `file`, and no other. */
  environment({ file }) {
    return { GIT_SSH_COMMAND: ["ssh", ...this.#options(file)].join(" ") };
  }

  /** Runs a command on the server, as the key with this id; by default, asks for a shell. */
  run(keyId, { file }, command = []) {
    const { hostname, port } = this.#address;
    const args = [...this.#options(file), "-p", port, `${keyId}@${hostname}`, ...command];
    const { status, stdout, stderr } = spawnSync("ssh", args, { encoding: "utf8", input: "", timeout: 30_000 });
    return { code: status, stdout, stderr };
  }

  #options(file) {
    const settings = ["BatchMode=yes", "IdentitiesOnly=yes", `UserKnownHostsFile=${this.knownHosts}`, "StrictHostKeyChecking=yes"];
    return ["-F", "none", "-i", file, ...settings.flatMap((setting) => ["-o", setting])];
  }
}
