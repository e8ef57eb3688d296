// Tries the files of a release, which scripts/release-check has written to RELEASE_FILES, as their users do.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const FILES = process.env.RELEASE_FILES;
const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-release-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const names = readdirSync(FILES);
const [, VERSION] = names.map((name) => /^codecommit-signer-(.*)\.tgz$/.exec(name)).find(Boolean);
/** Neither Rust nor anything else that this checkout has. */
const BARE = { PATH: process.env.PATH, HOME: directory, XDG_CONFIG_HOME: directory, WRANGLER_SEND_METRICS: "false" };

/** Unpacks an archive, and returns the directory in it. */
function unpacked(prefix) {
  const name = names.find((candidate) => candidate.startsWith(prefix) && candidate.endsWith(".tar.gz"));
  execFileSync("tar", ["-xzf", join(FILES, name), "-C", directory]);
  return join(directory, name.replace(/\.tar\.gz$/, ""));
}

test("the checksums are those of the files", () => {
  const lines = readFileSync(join(FILES, "SHA256SUMS"), "utf8").trim().split("\n");
  assert.equal(lines.length, names.length - 1);
  for (const line of lines) {
    const [sum, name] = line.split(/ [ *]/);
    assert.equal(createHash("sha256").update(readFileSync(join(FILES, name))).digest("hex"), sum, name);
  }
});

test("the npm package installs from its file, and signs", () => {
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", join(FILES, `codecommit-signer-${VERSION}.tgz`)], { cwd: directory, env: BARE, stdio: "pipe" });
  const script = 'import { init, signGit } from "codecommit-signer"; await init(); console.log(signGit("eu-west-1/app", { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" }).password);';
  writeFileSync(join(directory, "sign.mjs"), script);
  assert.match(execFileSync("node", ["sign.mjs"], { cwd: directory, encoding: "utf8" }), /^\d{8}T\d{6}Z[0-9a-f]{64}$/m);
});

test("wrangler takes the prebuilt worker as it is", () => {
  const worker = unpacked("codecommit-edge-worker-");
  const output = execFileSync("wrangler", ["deploy", "--dry-run", "--outdir", join(directory, "out")], { cwd: worker, env: BARE, encoding: "utf8" });
  assert.match(output, /--dry-run: exiting now/);
  assert.ok(readdirSync(join(directory, "out")).some((name) => name.endsWith(".wasm")));
});

test("git's helpers start, and sign", () => {
  const helpers = unpacked("git-codecommit-");
  const env = { ...BARE, AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
  const helper = join(helpers, "git-credential-codecommit");
  assert.equal(execFileSync(helper, ["--version"], { encoding: "utf8" }), `git-credential-codecommit ${VERSION}\n`);
  const input = "protocol=https\nhost=git-codecommit.eu-west-1.amazonaws.com\npath=v1/repos/app\n\n";
  assert.match(execFileSync(helper, ["get"], { input, env, encoding: "utf8" }), /^username=AKIDEXAMPLE\npassword=\d{8}T/);
});

test("there is an SBOM of each product, with its version", () => {
  for (const product of ["edge-proxy", "codecommit-signer", "codecommit-edge-www", "git-codecommit"]) {
    const { bomFormat, metadata } = JSON.parse(readFileSync(join(FILES, `${product}.cdx.json`), "utf8"));
    assert.deepEqual([bomFormat, metadata.component.version], ["CycloneDX", VERSION], product);
  }
});
