import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { join } from "node:path";

import { start } from "./processes.mjs";

const ROOT = new URL("../../", import.meta.url);

/** Describes the machine. */
export function machine() {
  const [, system] = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8")) ?? [];
  return {
    processor: cpus()[0].model.trim(),
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${system ?? "Linux"}, Linux ${release().split(".", 2).join(".")}`,
  };
}

/** The versions of everything that is measured, and of the tools that measure. */
export async function versions({ chromium, aws }) {
  const programs = {
    git: await version("git", ["--version"]),
    nginx: await version("nginx", ["-v"]),
    wrk: await version("wrk", ["-v"]),
    curl: await version("curl", ["--version"]),
    rustc: await version("rustc", ["--version"]),
    "aws-cli": aws && (await version(join(aws, "aws"), ["--version"])),
    "git-remote-codecommit": aws && (await version(join(aws, "pip"), ["show", "git-remote-codecommit"])),
  };
  const packages = ["workerd", "@isomorphic-git/cors-proxy", "@smithy/signature-v4", "aws4fetch"];
  return {
    "Node.js": process.versions.node,
    Chromium: chromium,
    ...Object.fromEntries(packages.map((name) => [name, installed(name)])),
    "aws-sigv4": locked("aws-sigv4"),
    ...Object.fromEntries(Object.entries(programs).filter(([, found]) => found)),
  };
}

/** The first number in a program's output for its version option; wrk exits with an error when asked. */
async function version(program, args) {
  const { child, exited } = start(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (output += text));
  await exited;
  return /\d+(?:\.\d+)+/.exec(output)?.[0];
}

function installed(name) {
  const { packages } = JSON.parse(readFileSync(new URL("package-lock.json", ROOT), "utf8"));
  return packages[`node_modules/${name}`].version;
}

/** The version of a crate in the lock file. */
function locked(name) {
  const lock = readFileSync(new URL("Cargo.lock", ROOT), "utf8");
  return new RegExp(`^name = "${name}"\\nversion = "(.*)"$`, "m").exec(lock)?.[1];
}
