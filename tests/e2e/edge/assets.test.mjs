import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { Environment } from "../support/environment.mjs";
import { exchange } from "../support/http.mjs";
import { startEdge } from "../support/workerd.mjs";

const PAGE = "<!doctype html><title>codecommit-edge</title>";
const SCRIPT = "export {};\n".repeat(20_000);

async function ask(url, options) {
  const answer = await exchange(url, options);
  return { ...answer, body: String(answer.body) };
}

describe("browser-client assets", () => {
  let directory;
  let edge;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "codecommit-edge-assets-"));
    mkdirSync(join(directory, "www"));
    writeFileSync(join(directory, "index.html"), PAGE);
    writeFileSync(join(directory, "www/index-Ab_1-x.js"), SCRIPT);
    writeFileSync(join(directory, "service-worker.js"), "// answers without a network\n");
    writeFileSync(join(directory, "secret.txt"), "nobody's");
    edge = await startEdge({ assets: directory });
  });

  after(async () => {
    await edge?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test("serves the page at the root, also on return from a sign-in", async () => {
    for (const query of ["", "?code=c&state=s", "?error=access_denied&state=s"]) {
      const { status, headers, body } = await ask(`${edge.url}/${query}`);
      assert.deepEqual([status, body], [200, PAGE]);
      assert.equal(headers["content-type"], "text/html; charset=utf-8");
      assert.equal(headers["cache-control"], "no-cache");
      assert.match(headers["content-security-policy"], /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; /);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["cross-origin-opener-policy"], "same-origin");
      assert.ok(headers["x-request-id"]);
    }
  });

  test("serves assets whole, with immutable caching", async () => {
    const { status, headers, body } = await ask(`${edge.url}/www/index-Ab_1-x.js`);
    assert.equal(status, 200);
    assert.ok(body === SCRIPT);
    assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    assert.match(headers["content-security-policy"], /require-trusted-types-for 'script'/);
  });

  test("serves the service worker at the root, and lets browsers ask for it each time", async () => {
    const { status, headers, body } = await ask(`${edge.url}/service-worker.js`);
    assert.deepEqual([status, body], [200, "// answers without a network\n"]);
    assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
    assert.equal(headers["cache-control"], "no-cache");
    assert.match(headers["content-security-policy"], /^default-src 'none'; .*connect-src 'self'/);
  });

  test("answers 304 to a conditional request", async () => {
    const { headers: { etag } } = await ask(`${edge.url}/`);
    const again = await ask(`${edge.url}/`, { headers: { "if-none-match": etag } });
    assert.deepEqual([again.status, again.body, again.headers.etag], [304, "", etag]);
    assert.equal(again.headers["cache-control"], "no-cache");
  });

  test("answers HEAD with headers only", async () => {
    const { status, headers, body } = await ask(`${edge.url}/`, { method: "HEAD" });
    assert.deepEqual([status, body], [200, ""]);
    assert.equal(headers["content-type"], "text/html; charset=utf-8");
  });

  test("answers unknown assets with an uncached 404", async () => {
    for (const path of ["/www/absent-1.js", "/www/", "/www", "/index.html", "/secret.txt", "/www/..%2Fsecret.txt", "/www/%2e%2e/secret.txt"]) {
      const { status, headers } = await ask(`${edge.url}${path}`);
      assert.deepEqual([status, headers["x-codecommit-edge-code"]], [404, "not_found"], path);
      assert.equal(headers["cache-control"], "no-store");
    }
  });

  test("assets never shadow git URLs, and the root accepts no POST", async () => {
    const host = "git-codecommit.eu-west-1.amazonaws.com";
    const discovery = "info/refs?service=git-upload-pack";
    for (const path of [`/eu-west-1/app/${discovery}`, `/?https://${host}/v1/repos/app/${discovery}`]) {
      assert.equal((await ask(`${edge.url}${path}`)).status, 401);
    }
    assert.equal((await ask(`${edge.url}/`, { method: "POST", body: "x" })).status, 405);
  });
});

test("the root is a line of text when the assets are not deployed", async () => {
  const edge = await startEdge({ assets: tmpdir() });
  try {
    const { status, headers, body } = await ask(`${edge.url}/`);
    assert.equal(status, 200);
    assert.equal(headers["content-type"], "text/plain; charset=utf-8");
    assert.match(body, /^codecommit-edge /);
    assert.equal((await ask(`${edge.url}/www/index-1.js`)).status, 404);
    for (const method of ["GET", "HEAD"]) {
      const { status, headers } = await ask(`${edge.url}/service-worker.js`, { method });
      // Browsers then remove the one that they have.
      assert.deepEqual([status, headers["x-codecommit-edge-code"]], [404, "not_found"], method);
    }
  } finally {
    await edge.close();
  }
});

test("describes a session to its holder until it is ended", async () => {
  await using world = await Environment.start();
  const keys = await world.aws.credentials();
  const edge = await world.edge({ ACCEPT_ACCESS_KEYS: true, SESSION_KEYS: `one:${Buffer.alloc(32, 7).toString("base64")}` });
  const basic = (name, password) => `Basic ${btoa(`${name}:${password}`)}`;
  const session = (method, authorization, query = "") => ask(`${edge.url}/session${query}`, { method, headers: { authorization } });

  const opened = await session("POST", basic(keys.accessKeyId, `${keys.secretAccessKey}:${keys.sessionToken}`), "?access=read");
  const { token, expires_at } = JSON.parse(opened.body);
  for (const authorization of [`Bearer ${token}`, basic("anyone", token)]) {
    const { status, body } = await session("GET", authorization);
    assert.equal(status, 200, body);
    const { expires_in, ...standing } = JSON.parse(body);
    assert.deepEqual(standing, { principal: keys.accessKeyId, profile: null, access: "read", expires_at });
    assert.ok(expires_in > 0 && !body.includes(keys.secretAccessKey));
  }

  assert.equal((await session("DELETE", `Bearer ${token}`)).status, 204);
  const ended = await session("GET", `Bearer ${token}`);
  assert.deepEqual([ended.status, ended.headers["x-codecommit-edge-code"]], [401, "credentials_expired"]);
});
