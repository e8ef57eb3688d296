import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { eventually } from "./eventually.mjs";

const PROGRAM = fileURLToPath(new URL("./credential-oauth.mjs", import.meta.url));

/** git with a helper that refreshes tokens and signs devices in, behind git's own cache; for one home directory and one edge. */
export class RenewingHelper {
  #git;
  #directory;

  /**
   * @param {Git} git
   * @param {string} directory a path that does not exist yet
   * @param {{ scope?: string, habit?: "new" | "used" }} options the scope of the sign-in, and which refresh token it keeps
   *   after a renewal
   */
  constructor(git, directory, { scope = "", habit = "new" } = {}) {
    this.#git = git;
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    const quoted = [process.execPath, PROGRAM, directory, scope, habit].map((word) => `"${word}"`).join(" ");
    /** The options before git's command. */
    this.options = ["", this.#cache, `!${quoted}`].flatMap((helper) => ["-c", `credential.helper=${helper}`]);
    this.options.push("-c", "credential.useHttpPath=false");
  }

  /** Stores tokens in the cache, as after a sign-in. */
  async keep(url, { access_token: password, expires_in: seconds, refresh_token: refresh }) {
    const expiry = Math.floor(Date.now() / 1000) + seconds;
    const fields = { url, username: "oauth2", password, password_expiry_utc: expiry, oauth_refresh_token: refresh };
    const input = Object.entries(fields).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${value}\n`).join("");
    await this.#git.ok([...this.options.slice(0, 4), "credential", "approve"], { input });
  }

  /** The cached values as git sees them, by name. */
  async kept(url) {
    const options = { input: `url=${url}\n` };
    const { stdout } = await this.#git.run([...this.options.slice(0, 4), "credential", "fill"], options);
    return Object.fromEntries(stdout.trim().split("\n").map((line) => line.split(/=(.*)/)));
  }

  /** Waits for what a device shows during its sign-in. */
  async device() {
    const file = join(this.#directory, "device");
    await eventually("the helper shows a code", () => existsSync(file));
    const device = JSON.parse(readFileSync(file, "utf8"));
    rmSync(file);
    return device;
  }

  /** What it has done since the last call. */
  done() {
    const file = join(this.#directory, "done");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").trim().split("\n");
    rmSync(file);
    return lines;
  }

  /** Stops the cache. */
  close() {
    return this.#git.run(["credential-cache", "--socket", this.#socket, "exit"]);
  }

  get #cache() {
    return `cache --timeout 3600 --socket ${this.#socket}`;
  }

  get #socket() {
    // The cache creates a directory that only its user can read.
    return join(this.#directory, "cache", "socket");
  }
}
