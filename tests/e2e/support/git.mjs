import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const TIMEOUT_MS = 60_000;

/** Real git, with its own home directory and without the user's configuration. */
export class Git {
  #home;
  #running = new Set();

  constructor(home) {
    this.#home = home;
    mkdirSync(home, { recursive: true });
    writeFileSync(
      join(home, "gitconfig"),
      "[user]\n\tname = Alice\n\temail = alice@example.com\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n" +
        "[maintenance]\n\tauto = false\n[advice]\n\tdetachedHead = false\n[credential]\n\tuseHttpPath = true\n",
    );
  }

  /** Runs git until it exits. */
  async run(args, options) {
    return this.start(args, options).ended;
  }

  /** Runs git, which must succeed, and returns its trimmed standard output. */
  async ok(args, options) {
    const { code, stdout, stderr } = await this.run(args, options);
    if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}:\n${stderr}${stdout}`);
    return stdout.trim();
  }

  /**
   * Starts git.
   *
   * @param {string[]} args
   * @param {{ cwd?: string, env?: object, input?: string, timeout?: number }} options
   * @returns {{ ended: Promise<{ code: number | null, stdout: string, stderr: string }>, kill: () => void }}
   *   `kill` ends git and the processes that it started.
   */
  start(args, { cwd = this.#home, env = {}, input = "", timeout = TIMEOUT_MS } = {}) {
    const child = spawn("git", args, { cwd, env: { ...this.#environment(), ...env }, detached: true });
    const kill = () => {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has already exited.
      }
    };
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
    }
    child.stdin.on("error", () => {}).end(input);

    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeout);
    const ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        clearTimeout(timer);
        this.#running.delete(kill);
        if (late) reject(new Error(`git ${args.join(" ")} took over ${timeout} ms:\n${output.stderr}`));
        else resolve({ code, ...output });
      });
    });
    this.#running.add(kill);
    return { ended, kill };
  }

  /** Pastes lines into a POSIX shell, which must run them all, and returns their standard output. */
  paste(lines, { cwd = this.#home } = {}) {
    const { status, stdout, stderr } = spawnSync("sh", ["-euc", lines], { cwd, env: this.#environment(), encoding: "utf8", timeout: TIMEOUT_MS });
    if (status !== 0) throw new Error(`sh ended with ${status}:\n${lines}\n${stderr}${stdout}`);
    return stdout;
  }

  /** Commits a file, and returns the commit's id. */
  async commit(cwd, name, content) {
    writeFileSync(join(cwd, name), content);
    await this.ok(["add", name], { cwd });
    await this.ok(["commit", "--quiet", "--message", `Write ${name}`], { cwd });
    return this.ok(["rev-parse", "HEAD"], { cwd });
  }

  /** Every ref of a repository with its object, one per line. */
  refs(cwd) {
    return this.ok(["for-each-ref", "--format=%(objectname) %(refname)"], { cwd });
  }

  /** A credential helper with its own files. */
  helper() {
    return new CredentialHelper(mkdtempSync(join(this.#home, "helper-")));
  }

  close() {
    for (const kill of this.#running) kill();
  }

  #environment() {
    return {
      PATH: process.env.PATH,
      HOME: this.#home,
      XDG_CONFIG_HOME: this.#home,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: join(this.#home, "gitconfig"),
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C",
      NO_PROXY: "127.0.0.1",
    };
  }
}

const HELPER = `#!/bin/sh
# Answers with the credential in the file beside it, and writes down what git asks for.
cd "$(dirname "$0")" || exit
cat >/dev/null
echo "$1" >>operations
case $1 in
get) cat credential 2>/dev/null ;;
erase) rm -f credential ;;
esac
exit 0
`;

/** A credential helper that a test fills, and that records what git sends it. */
class CredentialHelper {
  #directory;

  constructor(directory) {
    this.#directory = directory;
    writeFileSync(join(directory, "helper"), HELPER);
    chmodSync(join(directory, "helper"), 0o755);
    appendFileSync(join(directory, "operations"), "");
  }

  /** The options before git's command. */
  get options() {
    return ["-c", "credential.helper=", "-c", `credential.helper=${join(this.#directory, "helper")}`];
  }

  /** Sets the credential that it returns. */
  set({ username, password }) {
    writeFileSync(join(this.#directory, "credential"), `username=${username}\npassword=${password}\n`);
    return this;
  }

  /** Whether git has not erased the credential. */
  get keeps() {
    return existsSync(join(this.#directory, "credential"));
  }

  /** The operations since the last call: `get`, `store`, `erase`. */
  operations() {
    const file = join(this.#directory, "operations");
    const operations = readFileSync(file, "utf8").split("\n").filter(Boolean);
    rmSync(file);
    appendFileSync(file, "");
    return operations;
  }
}
