import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { mergeAttributes } from "../src/core/git/merge-attributes.ts";
import { EMPTY_TREE } from "../src/core/git/revisions.ts";
import { diverged } from "./support/diverged.ts";
import { diskRepository } from "./support/disk-repository.ts";
import { ADA, PLACE } from "./support/pair.ts";
import { bareRepository } from "./support/random-histories.ts";

const repository = bareRepository();
after(() => repository.remove());

const PATTERNS = ["*", "*.txt", "/a.txt", "a.txt", "d/*", "d/**", "**/b.txt", "d/**/c.txt", "a?.txt", "[ab].txt", "[!a]*.txt", "[[:digit:]]*", "[a-c]x", "[]x]y", "d/", "d", "\\*.txt", "a\\?.txt", "**", "d/**/e/*.txt", "a**b", "/**/a.txt", "*a*b*c*", "[", "x[y", "ü*", "#c", '"with space.txt"', "!a.txt", "d/*.txt"];
const PATHS = ["a.txt", "b.txt", "ab.txt", "d/a.txt", "d/b.txt", "d/e/c.txt", "d/c.txt", "d/e/f/c.txt", "1x", "bx", "]y", "*.txt", "a?.txt", "aab", "xaxbxcx", "[", "x[y", "über", "#c", "with space.txt", "d/e/a.txt"];

test("finds the attributes that git finds", async () => {
  const files: Record<string, string> = {
    ".gitattributes": `# a comment\n${PATTERNS.map((pattern, index) => `${pattern} p${index} merge=m${index}`).join("\n")}\n`,
    "d/.gitattributes": "a.txt -merge conflict-marker-size=12\r\n/c.txt !merge\n*.txt binary\n",
    "d/e/.gitattributes": "[attr]joined merge=union conflict-marker-size=x\nc.txt joined\n*.txt both\n",
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(repository.dir, path, ".."), { recursive: true });
    writeFileSync(join(repository.dir, path), content);
  }
  for (const [index, pattern] of PATTERNS.entries()) {
    writeFileSync(join(repository.dir, ".gitattributes"), `[attr]both merge=union conflict-marker-size=9\n${pattern} merge=union\n`);
    const own = mergeAttributes(diskRepository(repository.dir), EMPTY_TREE);
    const native = new Map(execFileSync("git", ["-C", repository.dir, "check-attr", "-z", "--stdin", "merge", "conflict-marker-size"], { input: PATHS.join("\0"), encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] }).split("\0").reduce<[string, string][]>((found, _, at, all) => (at % 3 === 0 && all[at + 2] !== undefined ? [...found, [`${all[at]} ${all[at + 1]}`, all[at + 2] ?? ""]] : found), []));
    for (const path of PATHS) {
      const { driver, markerSize } = await own(path);
      const [merge, size] = [native.get(`${path} merge`) ?? "", Number(native.get(`${path} conflict-marker-size`))];
      assert.equal(driver, merge === "unset" ? "binary" : merge === "union" ? "union" : "text", `${index} ${pattern} ${path} ${merge}`);
      assert.equal(markerSize, size > 0 ? size : 7, `${pattern} ${path}`);
    }
  }
});

test("matches a hostile pattern in bounded time", async () => {
  writeFileSync(join(repository.dir, ".gitattributes"), `${"*a".repeat(60)}b merge=union\n${"**/a*/".repeat(40)}b merge=union\n`);
  const started = process.cpuUsage();
  await mergeAttributes(diskRepository(repository.dir), EMPTY_TREE)(`${"a/".repeat(200)}${"a".repeat(250)}`);
  assert.ok(process.cpuUsage(started).user < 1_000_000);
});

const LINES = ["one", "two", "three", "four", "five"].map((line) => `${line}\n`);
const changed = (at: number, line: string): string => LINES.with(at, line).join("");
const ATTRIBUTES = "*.union merge=union\n*.bin -merge\n*.dat binary\n*.own merge=ours\n*.long conflict-marker-size=20\n*.set merge\n";

for (const [name, kind] of [["a.union", "merged"], ["end.union", "merged"], ["a.bin", "conflicts"], ["a.dat", "conflicts"], ["a.own", "conflicts"], ["a.long", "conflicts"], ["a.set", "conflicts"]] as const) {
  test(`merges ${name} as its attributes say`, async (t) => {
    const isEnd = name.startsWith("end");
    const side = (text: string): string => (isEnd ? LINES.join("") + text : changed(2, `${text}\n`));
    const { git, native, server } = await diverged(t, { base: { [name]: LINES.join(""), ".gitattributes": ATTRIBUTES }, ours: { [name]: side("ours") }, theirs: { [name]: side("theirs") } });
    assert.equal((await git.pull(PLACE, ADA)).kind, kind);
    if (kind === "merged") {
      const [tree, ours, theirs] = [native("rev-parse", "HEAD^{tree}"), native("rev-parse", "HEAD^1"), native("rev-parse", "HEAD^2")];
      assert.equal(native("merge-tree", "--write-tree", ours, theirs), tree);
      assert.match(native("show", `HEAD:${name}`), /ours\n?theirs/);
      return;
    }
    const [stages, file] = [native("ls-files", "--unmerged"), native("hash-object", name)];
    native("merge", "--abort");
    assert.throws(() => server.git("-C", native("rev-parse", "--show-toplevel"), "merge", "-q", "origin/main"));
    assert.equal(native("ls-files", "--unmerged"), stages);
    assert.equal(native("hash-object", name), file);
  });
}
