import assert from "node:assert/strict";
import { test } from "node:test";

import { answerTo, cacheOf, isPageOf, lockOf, unneeded, type Build } from "../src/core/offline/build.ts";

const EDGE = "https://edge.example.com";
const BUILD: Build = { entry: "/www/index-B.js", files: ["/www/index-B.js", "/www/index-B.css", "/www/a-1.js"], named: ["/www/index-B.css", "/www/index-B.js"] };

function asked(url: string, { method = "GET", mode = "cors", headers = {} as Record<string, string> } = {}) {
  return answerTo({ url: `${url.startsWith("/") ? EDGE : ""}${url}`, method, mode: mode as RequestMode, headers: new Headers(headers) }, EDGE);
}

test("answers for the page and its files only", () => {
  assert.equal(asked("/", { mode: "navigate" }), "page");
  assert.equal(asked("/#/eu-west-1/app", { mode: "navigate" }), "page");
  assert.equal(asked("/www/index-B.js"), "file");
  assert.equal(asked("/www/a-1.wasm", { mode: "same-origin" }), "file");
});

for (const [what, url, options] of [
  ["settings", "/config.json", {}],
  ["a session", "/session", { headers: { authorization: "Bearer cces_1" } }],
  ["git's discovery", "/eu-west-1/app/info/refs?service=git-upload-pack", {}],
  ["git with a host", "/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/info/refs?service=git-upload-pack", {}],
  ["git under a profile named www", "/www/eu-west-1/app/git-upload-pack", { method: "POST" }],
  ["git's discovery under a profile named www, with credentials", "/www/eu-west-1/app/info/refs?service=git-upload-pack", { headers: { authorization: "Basic x" } }],
  ["a call to AWS", "/aws/sts", { method: "POST" }],
  ["the list of repositories", "/session/repositories?region=eu-west-1", {}],
  ["the return from a sign-in", "/?code=cce_c&state=s", { mode: "navigate" }],
  ["git's query form", "/?https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app", { mode: "navigate" }],
  ["a sign-in", "/oauth/authorize?client_id=www", { mode: "navigate" }],
  ["set-up instructions", "/setup", { mode: "navigate" }],
  ["the page, asked for by a script", "/", {}],
  ["the service worker", "/service-worker.js", {}],
  ["another origin", "https://sts.amazonaws.com/www/index-B.js", {}],
] as const) {
  test(`leaves ${what} to the network`, () => assert.equal(asked(url, options), undefined));
}

test("tells its own page from another deployment's", () => {
  const page = (name: string) => `<script type="module" src="/www/index-${name}.js"></script><link rel="stylesheet" href="/www/index-B.css">`;
  assert.equal(isPageOf(BUILD, page("B")), true);
  assert.equal(isPageOf(BUILD, page("C")), false);
  assert.equal(isPageOf(BUILD, "<h1>Welcome to the hotel</h1>"), false);
});

test("removes the files of other builds, unless a page of that build is open", () => {
  const named = (entry: string) => cacheOf({ ...BUILD, entry, named: [entry] });
  const caches = [cacheOf(BUILD), named("/www/index-A.js"), named("/www/index-O.js"), "another page's"];
  assert.deepEqual(unneeded(caches, BUILD, [lockOf("/www/index-O.js"), lockOf(BUILD.entry)]), [named("/www/index-A.js")]);
  // Another style sheet is another build.
  assert.deepEqual(unneeded([cacheOf({ ...BUILD, named: ["/www/index-A.css"] })], BUILD, []).length, 1);
});
