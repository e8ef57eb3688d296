// Plain HTTP under a public name, and HTTPS as forwarded by a TLS-terminating proxy.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { basic, gitPassword } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { exchange } from "../support/http.mjs";

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
await aws.repository("eu-west-1", "app");
const edge = await world.edge({});
const authorization = basic(gitPassword(await aws.credentials(), "eu-west-1/app"));
const DISCOVERY = `${edge.url}/eu-west-1/app/info/refs?service=git-upload-pack`;
const PUBLIC = { host: "edge.example.com" };
const TLS = { ...PUBLIC, "x-forwarded-proto": "https" };

test("rejects plain HTTP under a public name without a challenge, with and without a credential", async () => {
  for (const url of [DISCOVERY, `${edge.url}/`, `${edge.url}/setup`, `${edge.url}/config.json`]) {
    for (const headers of [PUBLIC, { ...PUBLIC, authorization }, { ...PUBLIC, "x-forwarded-proto": "http" }]) {
      const answer = await exchange(url, { headers });
      assert.deepEqual([answer.status, answer.headers["x-codecommit-edge-code"]], [403, "https_required"], url);
      assert.equal(answer.headers["www-authenticate"], undefined);
      assert.equal(answer.headers["strict-transport-security"], undefined);
    }
  }
  const lines = edge.logs().filter(({ code }) => code === "https_required");
  assert.ok(lines.length > 0 && lines.every(({ identity, principal }) => identity === "none" && principal === null));
});

test("serves HTTPS under a public name, with HSTS on every response", async () => {
  for (const [url, headers, expected] of [
    [DISCOVERY, { authorization }, 200],
    [DISCOVERY, {}, 401],
    [`${edge.url}/`, {}, 200],
    [`${edge.url}/healthz`, {}, 200],
    [`${edge.url}/nothing`, {}, 404],
  ]) {
    const answer = await exchange(url, { headers: { ...TLS, ...headers } });
    assert.deepEqual([answer.status, answer.headers["strict-transport-security"]], [expected, "max-age=31536000"], url);
    const { headers: loopback } = await exchange(url, { headers });
    assert.equal(loopback["strict-transport-security"], undefined, url);
  }
});

test("loopback and load balancers are served over plain HTTP", async () => {
  assert.equal((await exchange(DISCOVERY, { headers: { authorization } })).status, 200);
  assert.equal((await exchange(`${edge.url}/healthz`, { headers: PUBLIC })).status, 200);
});

test("git shows the reason and what to do", async () => {
  const { code, stderr } = await git.run(["-c", "http.extraHeader=Host: edge.example.com", "ls-remote", `${edge.url}/eu-west-1/app`]);
  assert.notEqual(code, 0);
  assert.match(stderr, /remote: .*Use https:\/\/ in the address/);
});
