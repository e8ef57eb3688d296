// The recipes in docs/pipelines.md, with this edge's address instead of the example's.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";

import { Environment } from "../support/environment.mjs";
import { trustWebIdentity } from "../support/local-aws.mjs";
import { pipelineToken } from "../support/tokens.mjs";

const PAGE = readFileSync(new URL("../../../docs/pipelines.md", import.meta.url), "utf8");
const EDGE = "https://edge.example.com";

const world = await Environment.start();
after(() => world.close());
const { aws } = world;
const provider = await world.identityProvider();
await aws.repository("eu-west-1", "pay-api");
const role = await aws.role({
  name: "pay-pipelines",
  trust: trustWebIdentity(await aws.oidcProvider({ url: provider.issuer, client_ids: [EDGE] }), provider.issuer, {
    aud: EDGE,
    sub: "repo:example/*",
  }),
});
const edge = await world.edge({ PROFILES: { payments: { role_arn: role, repositories: ["pay-*"], access: "read" } } });

/** The lines of a recipe, without its YAML and its comments. */
function recipe(name, lines) {
  const [, block] = new RegExp(`\\*\\*${name}\\*\\*[^]*?\`\`\`yaml\\n([^]*?)\`\`\``).exec(PAGE);
  return lines.exec(block)[0].replaceAll(/^(\s*- |#\s{3})/gm, "").replaceAll(EDGE, edge.url);
}

/** Runs a recipe in a new directory. */
async function runs(script, env = {}) {
  const home = world.directory();
  mkdirSync(home);
  const shell = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1", GIT_TERMINAL_PROMPT: "0", ...env },
  });
  let stderr = "";
  shell.stderr.on("data", (text) => (stderr += text));
  const [code] = await once(shell, "close");
  return { code, stderr, home };
}

/** Runs a recipe, which must clone. */
async function clones(script, env) {
  const { code, stderr, home } = await runs(script, env);
  assert.equal(code, 0, stderr);
  await world.git.ok(["fsck", "--strict"], { cwd: join(home, "pay-api") });
}

test("GitLab CI clones with its ID token", async () => {
  const token = await pipelineToken(provider, { audience: EDGE });
  await clones(recipe("GitLab CI", /- export GIT_CONFIG[^]*pay-api/), { TOKEN: token });
});

test("the job's log shows why a token was rejected", async () => {
  const token = await pipelineToken(provider, { audience: "https://other.example.com" });
  const { code, stderr } = await runs(recipe("GitLab CI", /- export GIT_CONFIG[^]*pay-api/), { TOKEN: token });
  assert.notEqual(code, 0);
  assert.match(stderr, /^remote: .*audience is wrong/m);
  assert.ok(!stderr.includes(token));
});

test("GitHub Actions clones with a token that it requests", async () => {
  // Only GitHub's response must be simulated.
  const github = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url, "http://127.0.0.1");
    assert.equal(request.headers.authorization, "Bearer request-token");
    const value = await pipelineToken(provider, { audience: decodeURIComponent(searchParams.get("audience")).replace(edge.url, EDGE) });
    response.end(JSON.stringify({ value }));
  }).listen(0, "127.0.0.1");
  await once(github, "listening");
  try {
    const script = recipe("GitHub Actions", /TOKEN=\$\([^]*pay-api/);
    // jq is installed on GitHub's machines, but not everywhere.
    const jq = `jq() { node -p 'JSON.parse(require("fs").readFileSync(0)).value'; }\n`;
    await clones(jq + script, {
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token",
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${github.address().port}/token?api-version=2.0`,
    });
  } finally {
    github.close();
  }
});

test("Kubernetes' token is read from its file each time", async () => {
  const secrets = world.directory();
  mkdirSync(secrets);
  writeFileSync(join(secrets, "token"), await pipelineToken(provider, { audience: EDGE }));
  const script = recipe("Kubernetes", /#\s+git config[^]*pay-api/).replaceAll("/var/run/secrets/edge", secrets);
  await clones(script);
});
