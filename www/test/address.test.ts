import assert from "node:assert/strict";
import { test } from "node:test";

import { link, parseRoute, REPOSITORY_VIEWS } from "../src/ui/address.ts";
import { slugOf } from "../src/ui/headings.ts";
import { placeOf, resolvePath } from "../src/ui/relative-path.ts";

const PLACES = [
  { region: "eu-west-1", repository: "app" },
  { region: "us-gov-west-1", repository: "a.b_c-d", profile: "payments" },
];
const NAMES = ["main", "feature/x", "a%2Fb", "ä ö", "#", "?", "..", "%", "<b>", "\u202e", "a?line=3", "__proto__", "doctor"];
/** Names that are not UTF-8: see `core/git/names.ts`. */
const BYTES = ["caf\udce9", "\udcc3\udcff"];

test("parses every link back to its view, whatever the names", () => {
  for (const repositoryRef of PLACES) {
    assert.deepEqual(parseRoute(link(repositoryRef)), { at: "repository", repositoryRef, path: "" });
    for (const view of REPOSITORY_VIEWS) {
      for (const ref of [...NAMES, ...BYTES]) {
        for (const name of [...NAMES, ...BYTES]) {
          const path = `src/${name}/file ${name}`;
          assert.deepEqual(parseRoute(link(repositoryRef, view, ref, path, 7)), { at: "repository", repositoryRef, view, ref, path, lines: { first: 7, last: 7 } });
        }
      }
    }
  }
});

test("parses lines, ranges and headings, and ignores what is neither", () => {
  const at = (query: string) => {
    const route = parseRoute(`#/eu-west-1/app/file/main/a.md${query}`);
    return route.at === "repository" && { ...(route.lines && { lines: route.lines }), ...(route.heading !== undefined && { heading: route.heading }) };
  };
  const place = { region: "eu-west-1", repository: "app" };
  for (const given of [{ lines: { first: 3, last: 3 } }, { lines: { first: 3, last: 9 } }, ...NAMES.map((heading) => ({ heading }))]) {
    assert.deepEqual(at(link(place, "file", "main", "a.md", given).replace(/^[^?]*/, "")), given);
  }
  assert.equal(link(place, "file", "main", "a.md", { lines: { first: 3, last: 9 } }), "#/eu-west-1/app/file/main/a.md?line=3-9");
  assert.deepEqual(at("?line=9-3"), { lines: { first: 3, last: 9 } });
  for (const query of ["", "?", "?line=", "?line=0", "?line=0-3", "?line=-1", "?line=1e999", "?line=3-", "?line=3-9-12", "?line=1234567890", "?line=x", "?heading="]) assert.deepEqual(at(query), {}, query);
});

test("encodes every character that a browser would reinterpret", () => {
  for (const name of [...NAMES, ...BYTES]) assert.match(link({ region: "eu-west-1", repository: "app" }, "file", name, name), /^#[\w/.!~*'()%-]*$/);
});

test("names files whose names are not UTF-8 by their bytes", () => {
  const place = { region: "eu-west-1", repository: "app" };
  assert.equal(link(place, "file", "main", "caf\udce9"), "#/eu-west-1/app/file/main/caf%E9");
  const route = parseRoute("#/eu-west-1/app/file/%ff/caf%e9");
  assert.ok(route.at === "repository");
  assert.deepEqual([route.ref, route.path], ["\udcff", "caf\udce9"]);
});

test("rejects malformed addresses, and opens the repositories for an empty one", () => {
  for (const hash of ["", "#", "#/", "#//"]) assert.deepEqual(parseRoute(hash), { at: "home" }, hash);
  for (const hash of ["#/%", "#/app", "#/eu-west-1", "#/eu-west-1/app/nothing", "#/a/b", "#/a/b/c", "#/eu-west-1/%ff", "#/eu-west-1/app/tree/%f"]) assert.equal(parseRoute(hash).at, "nowhere", hash);
  assert.deepEqual(parseRoute("#/doctor"), { at: "doctor" });
  assert.deepEqual(parseRoute("#/credentials"), { at: "credentials" });
});

test("resolves links in files within the repository", () => {
  const cases = [
    ["docs/a.md", "b.md", "docs/b.md"], ["docs/a.md", "./b.md", "docs/b.md"], ["docs/a.md", "../b.md", "b.md"], ["docs/a.md", "/b.md", "b.md"], ["a.md", "../../../etc/passwd", "etc/passwd"],
    ["docs/a.md", "b%20c.md#x", "docs/b c.md"], ["docs/a.md", "b.md?raw=1", "docs/b.md"], ["docs/a.md", "%zz", "docs/%zz"], ["docs/a.md", "..", ""], ["docs/a.md", "sub/", "docs/sub"],
  ] as const;
  for (const [from, href, to] of cases) assert.equal(resolvePath(from, href), to, href);
});

test("finds the place that a link in a file names", () => {
  const cases = [
    ["a.md", {}], ["a.md#", {}], ["#Install%20it", { heading: "Install it" }], ["a.js#L3", { lines: { first: 3, last: 3 } }], ["a.js#L3-L9", { lines: { first: 3, last: 9 } }], ["a.js#L3-9", { lines: { first: 3, last: 9 } }],
    ["a.js#L9-L3", { heading: "L9-L3" }], ["a.js#L0", { heading: "L0" }], ["a#b#c", { heading: "b#c" }], ["#%zz", { heading: "%zz" }],
  ] as const;
  for (const [href, place] of cases) assert.deepEqual(placeOf(href), place, href);
});

test("makes slugs of headings as GitHub does", () => {
  const taken = new Map<string, true>();
  const slugs = ["Install it!", "Install it", "  Über  uns ", "a.b/c_d-e", "<b>", "日本語 見出し", "🚢", "__proto__"].map((text) => {
    const slug = slugOf(text, taken);
    taken.set(slug, true);
    return slug;
  });
  assert.deepEqual(slugs, ["install-it", "install-it-1", "über--uns", "abc_d-e", "b", "日本語-見出し", "", "__proto__"]);
});
