import { once } from "node:events";
import { createInterface } from "node:readline";

import { start } from "../processes.mjs";
import { CREDENTIALS, REMOTE, START } from "./subject.js";

const CANDIDATES = ["signer-wasm", "signer-wasm, key cached", "aws-sigv4", "aws-sigv4, key cached"];

/** The candidates in native Rust: `signer-wasm/examples/passwords.rs`, which reads one order per line. */
export async function inRust(program, t) {
  const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
  const { child, close } = start(program, [REMOTE, accessKeyId, secretAccessKey, sessionToken], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  t.after(close);
  const lines = createInterface({ input: child.stdout });

  async function batch(name, count) {
    const answer = once(lines, "line");
    child.stdin.write(`${START / 1000}\t${count}\t${name}\n`);
    const [nanos, password] = (await answer)[0].split("\t");
    return { password, micros: Number(nanos) / 1000 / count };
  }
  const batchOf = (name) => (count) => batch(name, count);
  return Object.fromEntries(CANDIDATES.map((name) => [`native: ${name}`, batchOf(name)]));
}
