// Runs scripts of git's test suite through the edge: node run.mjs {git's built source} [{script}…]

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { closedPort } from "../e2e/support/http.mjs";
import { startGateway } from "./gateway.mjs";
import { KNOWN_DIFFERENCES } from "./known-differences.mjs";

/** The scripts that use repositories below /smart/ over HTTP. Not t5561, which tests the settings of git http-backend itself. */
const SCRIPTS = ["t5539", "t5541", "t5542", "t5545", "t5551", "t5702"];

const [source, ...named] = process.argv.slice(2);
const tests = join(source, "t");
const totals = { passed: 0, failed: 0, skipped: 0 };
const surprises = [];

for (const number of named.length > 0 ? named : SCRIPTS) {
  const script = readdirSync(tests).find((name) => name.startsWith(`${number}-`) && name.endsWith(".sh"));
  if (!script) {
    surprises.push(`${number}: this git has no such script`);
    continue;
  }
  const apache = Number(new URL(await closedPort()).port);
  const gateway = await startGateway(apache);
  const expected = new Set(KNOWN_DIFFERENCES[number]?.map(({ test }) => test));
  let ran = 0;
  try {
    await run(script, { apache, gateway: gateway.port }, (line) => {
      const [, not, title] = /^(not )?ok \d+ - (.*)$/.exec(line) ?? [];
      if (title === undefined) return;
      ran += 1;
      if (/ # skip| # SKIP/.test(title)) totals.skipped += 1;
      else if (/# TODO known breakage/.test(title)) totals.skipped += 1;
      else if (not) {
        if (expected.delete(title)) totals.skipped += 1;
        else {
          totals.failed += 1;
          surprises.push(`${number}: failed: ${title}`);
        }
      } else totals.passed += 1;
    });
    for (const title of expected) surprises.push(`${number}: listed as a known difference, but it passed or did not run: ${title}`);
    if (ran === 0) surprises.push(`${number}: ran no test`);
    console.log(`${script}: ${ran} tests, ${gateway.through()} requests through the edge`);
    if (gateway.through() === 0) surprises.push(`${number}: nothing went through the edge`);
  } finally {
    await gateway.close();
  }
}

for (const line of surprises) console.log(line);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = surprises.length > 0 ? 1 : 0;

function run(script, { apache, gateway }, onLine) {
  const env = {
    ...process.env,
    LIB_HTTPD_PORT: String(apache),
    EDGE_GATEWAY_PORT: String(gateway),
    GIT_TEST_HTTPD: "1",
    GIT_TEST_OPTS: "",
  };
  const { SUITE_USER: user } = process.env;
  const command = [...(user ? ["setpriv", `--reuid=${user}`, "--clear-groups"] : []), `./${script}`, "--verbose-log"];
  const child = spawn(command[0], command.slice(1), { cwd: tests, env, stdio: ["ignore", "pipe", "inherit"] });
  createInterface({ input: child.stdout }).on("line", onLine);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}
