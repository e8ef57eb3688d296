import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { exchange } from "../support/http.mjs";
import { LoginWorld, signIn } from "../support/login-world.mjs";
import { startChromium } from "../support/page.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const { world, git } = login;
const assets = world.directory();
mkdirSync(assets);
writeFileSync(join(assets, "index.html"), "<!doctype html><title>The page</title>");
login.options.assets = assets;
await login.restart();
const { url } = login.edge;

function post(path, form) {
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: url };
  return exchange(`${url}${path}`, { method: "POST", headers, body: String(new URLSearchParams(form)) });
}

test("a user signs in from the edge's own page, and git accepts the page's token", async (t) => {
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    response_type: "code",
    client_id: "www",
    redirect_uri: `${url}/`,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    state: "the page's",
  });
  const browser = await startChromium(t);
  const page = await browser.newPage();
  await page.goto(`${url}/oauth/authorize?${query}`);
  await signIn(page);
  await page.waitForURL(`${url}/?*`);
  assert.equal(await page.title(), "The page");
  const { code, state, iss } = Object.fromEntries(new URL(page.url()).searchParams);
  assert.deepEqual([state, iss], ["the page's", url]);

  const grant = { grant_type: "authorization_code", code, redirect_uri: `${url}/`, code_verifier: verifier };
  const { status, body } = await post("/oauth/token", { ...grant, client_id: "www" });
  assert.equal(status, 200, String(body));
  const { access_token: session } = JSON.parse(body);

  const shown = await exchange(`${url}/session`, { headers: { authorization: `Bearer ${session}` } });
  assert.equal(shown.status, 200);
  assert.ok(JSON.parse(shown.body).principal);
  const header = `http.extraHeader=Authorization: Bearer ${session}`;
  await git.ok(["-c", header, "clone", "--quiet", `${url}/eu-west-1/app`, world.directory()]);
});

test("the page cannot use the device flow", async () => {
  const { status, body } = await post("/oauth/device_authorization", { client_id: "www" });
  assert.deepEqual([status, JSON.parse(body).error], [400, "unauthorized_client"]);
});
