import assert from "node:assert/strict";
import { test } from "node:test";

import { link, parseRoute, REPOSITORY_VIEWS } from "../src/ui/address.ts";
import { resolvePath } from "../src/ui/relative-path.ts";

const PLACES = [
  { region: "eu-west-1", repository: "app" },
  { region: "us-gov-west-1", repository: "a.b_c-d", profile: "payments" },
];
const NAMES = ["main", "feature/x", "a%2Fb", "ä ö", "#", "?", "..", "%", "<b>", "\u202e", "a?line=3", "__proto__", "doctor"];

test("parses every link back to its view, whatever the names", () => {
  for (const repositoryRef of PLACES) {
    assert.deepEqual(parseRoute(link(repositoryRef)), { at: "repository", repositoryRef, path: "" });
    for (const view of REPOSITORY_VIEWS) {
      for (const ref of NAMES) {
        for (const name of NAMES) {
          const path = `src/${name}/file ${name}`;
          assert.deepEqual(parseRoute(link(repositoryRef, view, ref, path, 7)), { at: "repository", repositoryRef, view, ref, path, line: 7 });
        }
      }
    }
  }
});

test("encodes every character that a browser would reinterpret", () => {
  for (const name of NAMES) assert.match(link({ region: "eu-west-1", repository: "app" }, "file", name, name), /^#[\w/.!~*'()%-]*$/);
});

test("rejects malformed addresses, and opens the repositories for an empty one", () => {
  for (const hash of ["", "#", "#/", "#//"]) assert.deepEqual(parseRoute(hash), { at: "home" }, hash);
  for (const hash of ["#/%", "#/app", "#/eu-west-1", "#/eu-west-1/app/nothing", "#/a/b", "#/a/b/c", "#/eu-west-1/app/tree/%ff"]) assert.equal(parseRoute(hash).at, "nowhere", hash);
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
