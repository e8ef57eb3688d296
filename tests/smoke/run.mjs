// Checks a deployed edge from outside: node tests/smoke/run.mjs https://edge.example.com. Called by scripts/smoke.

import { readFileSync } from "node:fs";

import { CHECKS } from "./checks.mjs";
import { Edge } from "./edge.mjs";
import { Red, Skipped } from "./verdict.mjs";

const { EDGE = process.argv[2], ANY_ORIGIN, REPOSITORY, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;

const options = {
  version: /^version = "(.*)"/m.exec(readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8"))[1],
  anyOrigin: Boolean(ANY_ORIGIN),
  repository: REPOSITORY,
  credentials: AWS_ACCESS_KEY_ID && {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
  },
};

let edge;
try {
  edge = new Edge(EDGE);
} catch {
  console.error("error: which edge?\nremedy: make smoke EDGE=https://edge.example.com");
  process.exit(2);
}

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
const line = (mark, name, text) => console.log(`${mark} ${name.padEnd(20)} ${text}`);

let reds = 0;
for (const { name, check } of CHECKS) {
  try {
    const seen = await check(edge, options);
    if (seen instanceof Skipped) line(paint(33, "skipped"), name, seen.why);
    else line(paint(32, "green  "), name, seen);
  } catch (error) {
    reds++;
    line(paint(31, "RED    "), name, error.message || error.code);
    const remedy = error instanceof Red ? error.remedy : "the edge could not be reached: check the address and the network";
    console.log(`        ${"".padEnd(20)} what to do: ${remedy}`);
  }
}
console.log(reds === 0 ? `\n${edge.origin}: all green` : `\n${edge.origin}: ${reds} of ${CHECKS.length} red`);
process.exitCode = reds === 0 ? 0 : 1;
