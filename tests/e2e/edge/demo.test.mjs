import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { IamUser } from "../support/iam.mjs";
import { Environment } from "../support/environment.mjs";
import { pressEnterToAllow } from "../support/decision.mjs";
import { Opener, signIn } from "../support/login-world.mjs";
import { startChromium } from "../support/page.mjs";
import { SshClient } from "../support/ssh-client.mjs";
import { WwwPage } from "../support/www-page.mjs";

const PORTS = { DEMO_EDGE_PORT: "0", DEMO_AWS_PORT: "0", DEMO_SSH_PORT: "0", DEMO_PROVIDER_PORT: "0" };
const DEMO = fileURLToPath(new URL("../../demo/demo.mjs", import.meta.url));
const SMOKE = fileURLToPath(new URL("../../smoke/run.mjs", import.meta.url));

describe("the demo", () => {
  let world;
  let demo;
  let lines;
  /** The directory in which the demo runs. */
  let home;

  before(async () => {
    world = await Environment.start();
    home = scratch();
    demo = spawn(process.execPath, [DEMO], { cwd: home, env: { ...process.env, ...PORTS } });
    lines = await printed(demo);
  });

  /** A directory whose name a shell would split, and that contains a command. */
  function scratch() {
    const directory = join(world.directory(), "it's a $(touch ran) demo");
    mkdirSync(directory, { recursive: true });
    return directory;
  }

  after(async () => {
    if (demo.exitCode === null) {
      demo.kill("SIGTERM");
      await once(demo, "exit");
    }
    await world.close();
  });

  test("prints commands that clone", async () => {
    const commands = lines.filter((line) => line.startsWith("    git clone "));
    assert.equal(commands.length, 2);
    const directory = scratch();
    world.git.paste(commands.join("\n"), { cwd: directory });
    for (const name of ["app", "app-signed"]) {
      assert.ok(Number(await world.git.ok(["rev-list", "--count", "--all"], { cwd: join(directory, name) })) > 20);
    }
  });

  test("prints commands that clone as a pipeline, and open a session", async () => {
    const [token, clone] = ["    TOKEN=", "    git -c "].map((start) => lines.find((line) => line.startsWith(start)));
    const session = lines.find((line) => line.startsWith("    curl -s -X POST "));
    const directory = scratch();
    const script = [token, `${clone} --quiet`, session].join("\n");
    const shell = spawn("sh", ["-ec", script], { cwd: directory, env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" } });
    let stdout = "";
    shell.stdout.on("data", (text) => (stdout += text));
    assert.deepEqual(await once(shell, "close"), [0, null]);
    assert.ok(Number(await world.git.ok(["rev-list", "--count", "--all"], { cwd: join(directory, "app-token") })) > 20);

    const edge = /http:[^,]+/.exec(lines.find((line) => line.startsWith("The edge listens")))[0];
    const url = `${edge.replace("://", `://session:${JSON.parse(stdout).token}@`)}/team/eu-west-1/docs`;
    await world.git.ok(["clone", "--quiet", url, world.directory()]);
  });

  test("keeps packs, so that the third clone of a pipeline comes from the cache", async () => {
    const [token, clone] = ["    TOKEN=", "    git -c "].map((start) => lines.find((line) => line.startsWith(start)));
    const into = (directory) => clone.replace("app-token", directory);
    const script = [token, into("first"), into("second"), "echo kept >&2; export GIT_TRACE_CURL=1", into("third")].join("\n");
    const shell = spawn("sh", ["-ec", script], { cwd: scratch(), env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" } });
    let stderr = "";
    shell.stderr.on("data", (text) => (stderr += text));
    assert.deepEqual(await once(shell, "close"), [0, null]);
    assert.match(stderr.split("kept\n")[1], /server-timing: .*pack_cache;desc=hit/i);
  });

  test("prints commands that sign a user in with their browser", async (t) => {
    const [download, clone] = ["    curl -s http", "    git -c include.path="].map((start) => lines.findLast((line) => line.startsWith(start)));
    const directory = scratch();
    mkdirSync(join(directory, ".demo"));
    const opener = new Opener(world.directory());
    const environment = { ...process.env, ...opener.environment, GIT_CONFIG_GLOBAL: "/dev/null" };
    const shell = spawn("sh", ["-ec", `${download}\n${clone} --quiet`], { cwd: directory, env: environment });
    const ended = once(shell, "close");

    const browser = await startChromium(t);
    const page = await browser.newPage();
    await page.goto(await opener.url());
    await page.getByRole("link", { name: "demo" }).click();
    await signIn(page);
    await pressEnterToAllow(page);
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual(readdirSync(directory).sort(), [".demo", "docs-login"]);
    assert.ok(Number(await world.git.ok(["rev-list", "--count", "--all"], { cwd: join(directory, "docs-login") })) > 20);
  });

  test("prints keys that the page accepts and clones with", async (t) => {
    const [, edge, aws] = /^The edge listens on ([^,]+), local AWS on (\S+)/.exec(lines.find((line) => line.startsWith("The edge listens")));
    const keys = exported(lines).slice(0, 3).map((line) => line.trim());
    const browser = await startChromium(t);
    const page = new WwwPage(await browser.newPage(), { edge: { url: edge }, allowed: [edge, aws] });
    await page.go("/");
    await page.signIn(keys.join("\n"));
    await page.tab.getByRole("link", { name: "payments-api" }).click();
    await page.clone();
    await page.tab.getByRole("link", { name: "README.md" }).waitFor();
    page.assertClean();
  });

  test("prints an IAM user's keys, and a command that clones with an SSH key", async () => {
    const [accessKeyId, secretAccessKey] = exported(lines).slice(3).map((line) => line.split("=")[1].replaceAll("'", ""));
    const aws = /local AWS on (\S+)/.exec(lines.find((line) => line.startsWith("The edge listens")))[1];
    const key = new SshClient(world.directory(), { listening: "ssh://127.0.0.1:1", host_key: "none" }).generate();
    const keyId = await new IamUser({ url: aws }, "alice", { accessKeyId, secretAccessKey }).uploadKey(key.publicKey);
    const command = lines.find((line) => line.startsWith("    GIT_SSH_COMMAND=")).replace("KEY", key.file).replace("APKA…", keyId);
    const shell = spawn("sh", ["-ec", command], { cwd: home, env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" } });
    assert.deepEqual(await once(shell, "close"), [0, null]);
    assert.ok(Number(await world.git.ok(["rev-list", "--count", "--all"], { cwd: join(home, "app-ssh") })) > 20);
  });

  test("passes the smoke test of a deployment", async () => {
    const edge = /http:[^,]+/.exec(lines.find((line) => line.startsWith("The edge listens")))[0];
    const keys = Object.fromEntries(exported(lines).slice(0, 3).map((line) => line.trim().slice("export ".length).split("=")));
    const smoke = spawn(process.execPath, [SMOKE, edge], { env: { ...process.env, ...keys, ANY_ORIGIN: "1", REPOSITORY: "eu-west-1/app" } });
    let stdout = "";
    smoke.stdout.on("data", (text) => (stdout += text));
    const [code] = await once(smoke, "close");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^green +clone +eu-west-1\/app cloned/m);
    assert.deepEqual(stdout.match(/^skipped .*/gm).map((line) => line.split(/ {2,}/).at(-1)), ["loopback", "loopback", "loopback"]);
  });

  test("says what to do when a port is taken", async () => {
    const taken = new URL(world.aws.url).port;
    const second = spawn(process.execPath, [DEMO], { cwd: scratch(), env: { ...process.env, ...PORTS, DEMO_AWS_PORT: taken } });
    let stderr = "";
    second.stderr.on("data", (text) => (stderr += text));
    const [code] = await once(second, "close");
    assert.equal(code, 1);
    assert.match(stderr, /remedy: free the ports \d+, \d+, 0 and 0, or name others/);
  });

  test("stops on SIGTERM with all its processes", async () => {
    demo.kill("SIGTERM");
    const [code] = await once(demo, "exit");
    assert.equal(code, 0);
    const url = /http:[^,]+/.exec(lines.find((line) => line.startsWith("The edge listens")))[0];
    await assert.rejects(fetch(`${url}/healthz`));
  });
});

/** The lines up to the one that ends the instructions. */
async function printed(child) {
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith("The log of the edge follows")) return lines;
  }
  throw new Error(`the demo ended:\n${lines.join("\n")}`);
}

/** The commands that export access keys: the demo's own temporary ones, then those of the IAM user. */
function exported(lines) {
  return lines.filter((line) => line.startsWith("    export AWS_"));
}
