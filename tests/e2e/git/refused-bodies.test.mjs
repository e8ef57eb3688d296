import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { trustedProvider } from "../support/federation.mjs";
import { againstEachGitServer } from "../support/git-servers.mjs";
import { HEALTH, isHealth, keptOpen } from "../support/raw-requests.mjs";
import { forge } from "../support/tokens.mjs";
import { writeThenRead } from "../support/write-first.mjs";

const MEBIBYTE = 1 << 20;
const LARGE = 40 * MEBIBYTE;
/** Without draining, only some attempts fail, because git and curl may notice an early response while they send. */
const TRIES = 3;

const run = promisify(execFile);
const world = await Environment.start();
const { aws, git } = world;
const { provider, sts, trust } = await trustedProvider(world);
after(() => {
  sts.close();
  return world.close();
});
const testEach = againstEachGitServer(aws, test);
const pipelines = { role_arn: await aws.role({ name: "pipelines", trust }) };
const [edge, limited] = await Promise.all([
  world.edge({ PROFILES: { pipelines } }),
  world.edge({ MAX_PUSH_BYTES: String(2 * MEBIBYTE) }),
]);
await aws.repository("eu-west-1", "app");
const bare = world.bare("eu-west-1", "app");
const password = gitPassword(await aws.credentials(), "eu-west-1/app");

const clone = world.directory();
await git.ok(["clone", withUserinfo(`${limited.url}/eu-west-1/app`, password), clone]);
await git.ok(["config", "core.compression", "0"], { cwd: clone });
await git.commit(clone, "noise.bin", randomBytes(LARGE));

for (const [form, options] of [
  ["with its length", ["-c", `http.postBuffer=${2 * LARGE}`]],
  ["in chunks", []],
]) {
  testEach(`git shows the 413 each time it pushes 40 MB over the limit ${form}`, async () => {
    const refs = await git.refs(bare);
    for (let n = 0; n < TRIES; n++) {
      const { code, stderr } = await git.run([...options, "push", "origin", "main"], { cwd: clone });
      assert.equal(code, 1);
      assert.match(stderr, /^error: RPC failed; HTTP 413 /m);
    }
    assert.equal(await git.refs(bare), refs);
  });
}

const body = world.directory();
writeFileSync(body, Buffer.alloc(LARGE, "0"));

/** What curl reads after it has sent a large body; by default it would wait for `100 Continue`. */
async function curl({ url }, ...options) {
  const { stdout, stderr } = await run("curl", [
    ...["--silent", "--show-error", "--verbose", "--data-binary", `@${body}`],
    ...["--header", "Content-Type: application/x-git-receive-pack-request"],
    ...[...options, `${url}/eu-west-1/app/git-receive-pack`],
  ]);
  const statuses = [...stderr.matchAll(/^< HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
  const code = /^< x-codecommit-edge-code: (\S+)/im.exec(stderr)?.[1];
  return { statuses, code, text: stdout };
}

const BAD_TOKEN = "Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.e30.c2ln";

const REFUSALS = [
  ["no credential", edge, [], 401, "unauthenticated", /has no credential/],
  ["a token that is not accepted", edge, [BAD_TOKEN], 401, "unrecognised_credential", /\S/],
  ["a push over the limit", limited, [`Authorization: ${basic(password)}`], 413, "push_too_large", /larger than the 2097152 bytes/],
];

for (const [what, at, headers, status, code, text] of REFUSALS) {
  const options = headers.flatMap((header) => ["--header", header]);

  test(`curl reads the reason each time it sends 40 MB with ${what}`, async () => {
    for (let n = 0; n < TRIES; n++) {
      const answer = await curl(at, ...options, "--header", "Expect:");
      assert.deepEqual([answer.statuses, answer.code], [[status], code]);
      assert.match(answer.text, text);
    }
  });

  test(`curl with Expect: 100-continue gets 100, and then the reason, with ${what}`, async () => {
    const answer = await curl(at, ...options);
    assert.deepEqual([answer.statuses, answer.code], [[100, status], code]);
    assert.match(answer.text, text);
  });
}

/** The body, a MiB at a time, with one of the two framings of HTTP/1.1. */
function* framed(form) {
  const piece = Buffer.alloc(MEBIBYTE, "0");
  for (let sent = 0; sent < LARGE; sent += MEBIBYTE) {
    if (form === "chunked") yield `${MEBIBYTE.toString(16)}\r\n`;
    yield piece;
    if (form === "chunked") yield "\r\n";
  }
  if (form === "chunked") yield "0\r\n\r\n";
}

for (const [what, at, headers, status, code, text] of REFUSALS) {
  for (const [form, header] of [
    ["counted", `Content-Length: ${LARGE}`],
    ["chunked", "Transfer-Encoding: chunked"],
  ]) {
    test(`a client that reads only after it has sent a ${form} body of 40 MB reads the reason, with ${what}`, async () => {
      const type = "Content-Type: application/x-git-receive-pack-request";
      const start = keptOpen("POST /eu-west-1/app/git-receive-pack HTTP/1.1", type, header, ...headers);
      const [refusal, next, ...more] = await writeThenRead(at.url, [start, ...framed(form), HEALTH]);
      assert.deepEqual([refusal.status, refusal.code], [status, code]);
      assert.match(refusal.body, text);
      assert.ok(isHealth(next), "the connection stays usable for the next request");
      assert.deepEqual(more, []);
    });
  }
}

/** The response git needs before it sends a large body with a credential other than Basic. */
testEach("git with Expect: 100-continue and a Bearer credential pushes 3 MB", async () => {
  const directory = world.directory();
  const token = await forge(provider, { sub: "repo:example/app" });
  const helper = `!f() { test "$1" = get && printf 'capability[]=authtype\\nauthtype=Bearer\\ncredential=%s\\n' "$TOKEN"; }; f`;
  const options = { env: { TOKEN: token, GIT_TRACE_CURL: "1", GIT_TRACE_CURL_NO_DATA: "1" } };
  const config = ["-c", `credential.helper=${helper}`];
  await git.ok([...config, "clone", `${edge.url}/pipelines/eu-west-1/app`, directory], options);
  await git.commit(directory, "large.bin", randomBytes(3 * MEBIBYTE));

  const { code, stderr } = await git.run([...config, "push", "origin", "main"], { ...options, cwd: directory });
  assert.equal(code, 0, stderr.replaceAll(/bearer \S+/gi, "bearer …"));
  assert.match(stderr, /Send header: Expect: 100-continue/i);
  assert.match(stderr, /Recv header: HTTP\/1\.1 100 Continue/i);
});
