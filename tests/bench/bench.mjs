// Measures everything side by side in one run: git passwords, proxies, whole clones, sizes and starts. Writes results.json,
// RESULTS.md and chart.svg beside this file. scripts/bench sets CHROMIUM; BENCH_PASSWORDS and BENCH_LOCAL_AWS, two programs;
// BENCH_HELPERS, the directory of git's helpers; and BENCH_AWS_BIN, that of AWS's programs. With
// BENCH_ONLY=storm, BENCH_ONLY=memory (the storm's last part) or BENCH_ONLY=passwords only that part is measured anew; the other
// results stay.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chart } from "./chart.mjs";
import { clones } from "./clones.mjs";
import { machine, versions } from "./machine.mjs";
import { QUICK } from "./measure.mjs";
import { passwords } from "./passwords.mjs";
import { proxies } from "./proxy.mjs";
import { report } from "./report.mjs";
import { sizes } from "./sizes.mjs";
import { starts } from "./starts.mjs";
import { goals } from "./storm/goals.mjs";
import { memoryOnly } from "./storm/memory.mjs";
import { storm } from "./storm/storm.mjs";
import { targets } from "./targets.mjs";

const { BENCH_PASSWORDS: rust, BENCH_LOCAL_AWS: localAws, BENCH_HELPERS: helpers, BENCH_AWS_BIN } = process.env;
const aws = BENCH_AWS_BIN && existsSync(join(BENCH_AWS_BIN, "aws")) ? BENCH_AWS_BIN : undefined;
const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-bench-"));
process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const began = performance.now();
const kept = JSON.parse(readFileSync(fileURLToPath(new URL("results.json", import.meta.url)), "utf8"));
const only = process.env.BENCH_ONLY;
const others = { storm: () => kept, memory: () => kept, passwords: measurePasswordsOnly }[only] ?? (() => aroundLoad(measureAll));
const measured = await others();
const stormy = { memory: measureMemoryOnly, passwords: () => kept.storm }[only] ?? (() => aroundLoad(measureStorm));
// Rounded here, so that results of earlier runs are written again unchanged.
const results = rounded({ ...measured, storm: await stormy() });

write("results.json", `${JSON.stringify(results, null, 1)}\n`);
write("RESULTS.md", report(results));
write("chart.svg", chart(results));
for (const { what, measured, target, reached } of [...results.targets, ...goals(results.storm)]) {
  console.log(`${reached ? "reached    " : "not reached"}  ${what}: ${measured} (${target})`);
}
process.exit(0);

async function measureAll() {
  const shipped = await step("sizes", sizes);
  const signed = await step("git passwords", () => passwords({ rust, aws, helpers, directory }));
  const measured = {
    date: today(),
    quick: QUICK,
    machine: machine(),
    versions: await versions({ chromium: signed.chromium, aws }),
    missing: aws ? [] : ["aws codecommit credential-helper", "git-remote-codecommit (AWS)"],
    sizes: shipped,
    passwords: { micros: signed.micros },
    starts: await step("starts", () => starts(directory)),
    clones: await step("whole clones", () => clones({ localAws, directory })),
    proxies: await step("proxies", () => proxies({ localAws, directory })),
  };
  return { ...measured, targets: targets(measured) };
}

/** The other results stay; the report says that this part is of another run. */
async function measurePasswordsOnly() {
  const { micros } = await step("git passwords", () => passwords({ rust, aws, helpers, directory }));
  const measured = { ...kept, passwords: { micros, date: today(), load: loadavg()[0] } };
  return { ...measured, targets: targets(measured) };
}

/** Keeps the process's memory in the storm. */
async function measureMemoryOnly() {
  const memory = await step("memory", () => memoryOnly({ localAws, directory }));
  return { ...kept.storm, memory: { ...kept.storm.memory, ...memory, date: today() } };
}

async function measureStorm() {
  return { date: today(), quick: QUICK, machine: machine(), ...(await step("storm", () => storm({ localAws, directory }))) };
}

/** The results, with the machine's load before and after they were measured. */
async function aroundLoad(measure) {
  const [before] = loadavg();
  const measured = await measure();
  const [after] = loadavg();
  return { ...measured, load: { before, after } };
}

function today() {
  return new Date().toISOString().slice(0, 10);
}

async function step(name, work) {
  const started = performance.now();
  console.log(`${name} …`);
  const result = await work();
  const seconds = (since) => ((performance.now() - since) / 1000).toFixed(0);
  console.log(`  ${seconds(started)} s; ${seconds(began)} s since the start`);
  return result;
}

function write(name, text) {
  writeFileSync(fileURLToPath(new URL(name, import.meta.url)), text);
}

/** Rounded to the significant digits. */
function rounded(value) {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(5));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]));
}
