// A web page cannot start a sign-in unseen: the edge believes the browser about what requested the address.

import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { after, test } from "node:test";

import { eventually } from "../support/eventually.mjs";
import { exchange } from "../support/http.mjs";
import { LoginWorld } from "../support/login-world.mjs";
import { startChromium } from "../support/page.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const { edge, provider } = login;
const helper = await login.helper();
const browser = await startChromium({ after });

const refused = () => edge.logs().filter(({ code }) => code === "navigation_required");

/** A page of another origin with this body. */
async function servePage(t, body) {
  const server = http.createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html>${body}`));
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // Another site than the edge's, which is on 127.0.0.1.
  return `http://localhost:${server.address().port}/`;
}

const attribute = (url) => url.replaceAll("&", "&amp;");

for (const [what, body] of [
  ["an image", (url) => `<img src="${attribute(url)}">`],
  ["a script", (url) => `<script src="${attribute(url)}"></script>`],
  ["a style sheet", (url) => `<link rel="stylesheet" href="${attribute(url)}">`],
  ["a frame", (url) => `<iframe src="${attribute(url)}"></iframe>`],
  ["an embedded object", (url) => `<object data="${attribute(url)}"></object>`],
  ["fetch", (url) => `<script>fetch(${JSON.stringify(url)}, { mode: "no-cors", credentials: "include" })</script>`],
]) {
  test(`a page of another site cannot start a sign-in with ${what}`, async (t) => {
    const { url } = await helper.ask();
    const [before, asked] = [refused().length, provider.requests.length];
    const page = await browser.newPage();
    t.after(() => page.close());
    await page.goto(await servePage(t, body(url)));
    await eventually("the edge refuses the request", () => refused().length > before);
    const { route, status } = refused().at(-1);
    assert.deepEqual([route, status], ["oauth/authorize", 403]);
    assert.equal(provider.requests.length, asked);
    assert.deepEqual(await page.context().cookies(edge.url), []);
  });
}

test("a page of another site cannot start a sign-in by having it loaded in advance", async (t) => {
  const { url } = await helper.ask();
  const [before, asked] = [refused().length, provider.requests.length];
  const page = await browser.newPage();
  t.after(() => page.close());
  const rules = { prefetch: [{ source: "list", urls: [url], eagerness: "immediate" }] };
  await page.goto(await servePage(t, `<a href="${attribute(url)}">Sign in</a><script type="speculationrules">${JSON.stringify(rules)}</script>`));
  await eventually("the edge refuses the request", () => refused().length > before);
  assert.equal(provider.requests.length, asked);
  assert.deepEqual(await page.context().cookies(edge.url), []);
  // When the user clicks, the browser asks again, and the sign-in starts.
  await page.getByRole("link").click();
  await page.getByRole("button", { name: "alice@example.com" }).waitFor();
});

test("a link of another site starts a sign-in, which the user sees", async (t) => {
  const { url } = await helper.ask();
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.goto(await servePage(t, `<a href="${attribute(url)}">Sign in</a>`));
  await page.getByRole("link").click();
  await page.getByRole("button", { name: "alice@example.com" }).waitFor();
});

test("a user who is refused reads what to do", async () => {
  const { url } = await helper.ask();
  const { status, headers, body } = await exchange(url, { headers: { "sec-fetch-dest": "iframe" } });
  assert.deepEqual([status, headers["x-codecommit-edge-code"], headers["set-cookie"], headers.location], [403, "navigation_required", undefined, undefined]);
  assert.match(String(body), /\(Sec-Fetch-Dest: iframe\)\. A sign-in can only start in a browser tab/);
});

test("a client that sends no Sec-Fetch-Dest starts a sign-in", async () => {
  const { url } = await helper.ask();
  const { status, headers } = await exchange(url);
  assert.equal(status, 303);
  assert.ok(headers.location.startsWith(provider.issuer));
});
