import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const TIMEOUT_MS = 60_000;
const NO_SUCH_OPERATION = 3;

/**
 * A git client behind a small program, its driver, which carries out one operation per run:
 *
 *     driver OPERATION ARGUMENTS
 *
 * | operation | arguments |
 * |---|---|
 * | `version` | |
 * | `clone` | `url`, `directory` |
 * | `clone-shallow` | `url`, `directory`, `depth` |
 * | `clone-filtered` | `url`, `directory`, `filter` |
 * | `fetch` | `directory` |
 * | `deepen` | `directory`, `depth`: from the tips |
 * | `push` | `directory`, `from`, `to`: full ref names; never forced |
 * | `delete` | `directory`, `ref`: on the server |
 *
 * The arguments are one JSON object. All operations but `version` also have `credential`:
 * `{ username, password }` or `{ bearer }`.
 * The remote is `origin`.
 *
 * | exit code | | the last line of standard output |
 * |---|---|---|
 * | 0 | success | `{ said? }`, of `version` `{ version }` |
 * | 1 | the client failed | `{ error }`: everything its caller learns |
 * | 3 | the client lacks the operation | `{ missing }` |
 */
export class Driver {
  #command;
  #environment;

  /** @param {{ command: string[], env?: object }} client */
  constructor({ command, env = {} }, home) {
    this.#command = command;
    this.#environment = { ...environment(home), ...env };
  }

  /**
   * Carries out an operation.
   *
   * @returns {Promise<{ end: "done" | "failed" | "missing", said?: string, error?: string, version?: string }>}
   */
  async run(operation, args = {}) {
    const [program, ...rest] = this.#command;
    const child = spawn(program, [...rest, operation, JSON.stringify(args)], {
      env: this.#environment,
      timeout: TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
    }
    const code = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const ends = new Map([
      [0, "done"],
      [1, "failed"],
      [NO_SUCH_OPERATION, "missing"],
    ]);
    const answer = parsed(output.stdout.trim().split("\n").at(-1));
    if (!ends.has(code) || !answer) {
      throw new Error(`${this.#command.join(" ")} ${operation} ended with ${code}:\n${output.stdout}${output.stderr}`);
    }
    return { end: ends.get(code), ...answer };
  }
}

/** Without the user's configuration, credential helpers or prompts. */
function environment(home) {
  mkdirSync(home, { recursive: true });
  const config = join(home, "gitconfig");
  writeFileSync(config, "[user]\n\tname = Alice\n\temail = alice@example.com\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n");
  return {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: config,
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C.UTF-8",
    NO_PROXY: "127.0.0.1",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
