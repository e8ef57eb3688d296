import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { attributesOf } from "../src/core/git/attributes.ts";
import { IndexFile } from "../src/core/git/index-file.ts";
import { mergeAttributes } from "../src/core/git/merge-attributes.ts";
import { bytesOf, textOf } from "../src/core/git/names.ts";
import { EMPTY_TREE } from "../src/core/git/revisions.ts";
import { diverged } from "./support/diverged.ts";
import { diskRepository } from "./support/disk-repository.ts";
import { ADA, PLACE } from "./support/pair.ts";
import { bareRepository, randomOf, type Random } from "./support/random-histories.ts";

const repository = bareRepository();
after(() => repository.remove());

const PATTERNS = ["*", "*.txt", "/a.txt", "a.txt", "d/*", "d/**", "**/b.txt", "d/**/c.txt", "a?.txt", "[ab].txt", "[!a]*.txt", "[[:digit:]]*", "[a-c]x", "[]x]y", "d/", "d", "\\*.txt", "a\\?.txt", "**", "d/**/e/*.txt", "a**b", "/**/a.txt", "*a*b*c*", "[", "x[y", "ü*", "#c", '"with space.txt"', "!a.txt", "d/*.txt", "[a[:no:]]*"];
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

/** Compares the attributes of paths with those that git finds, which reads `.gitattributes` in the working tree or else in the index. */
async function assertAsGit(dir: string, paths: readonly string[], what: string): Promise<number> {
  const input = Buffer.concat(paths.map((path) => Buffer.from([...bytesOf(path), 0])));
  const fields = execFileSync("git", ["-C", dir, "check-attr", "-z", "--stdin", "-a"], { input, stdio: ["pipe", "pipe", "ignore"] }).toString("latin1").split("\0");
  const native = new Map(paths.map((path) => [Buffer.from(bytesOf(path)).toString("latin1"), [] as string[]]));
  for (let at = 0; at + 2 < fields.length; at += 3) native.get(fields[at] ?? "")?.push(`${fields[at + 1]}=${fields[at + 2]}`);
  const repository = diskRepository(dir);
  const index = await IndexFile.read(repository);
  const own = attributesOf(repository, { stored: (path) => index.ours(path), first: "working tree" });
  const said = { true: "set", false: "unset" };
  for (const path of paths) {
    const found = [...(await own(path))].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${typeof value === "string" ? value : said[`${value}`]}`]));
    assert.deepEqual(found.sort(), native.get(Buffer.from(bytesOf(path)).toString("latin1"))?.sort(), `${what} ${JSON.stringify(path)}`);
  }
  return [...native.values()].flat().length;
}

/** A working tree with only this file, or one that is only in the index. */
function attributeFile(name: string, content: Buffer, isStored = false): string {
  const dir = join(repository.dir, name);
  const git = (...given: string[]): string => execFileSync("git", ["-C", dir, ...given], { encoding: "utf8", stdio: "pipe" });
  mkdirSync(dir, { recursive: true });
  git("init", "-q");
  writeFileSync(join(dir, ".gitattributes"), content);
  if (!isStored) return dir;
  git("add", ".gitattributes");
  rmSync(join(dir, ".gitattributes"));
  return dir;
}

const LONG = "x".repeat(2048);
const LINES_OF_GIT = [
  '"\\303\\274.txt" text', '"\xc3\xbc.md" a', '"a\\tb.txt" b', '"\\a\\b\\f\\n\\r\\v\\\\\\"" c', '"\\374" d', "\xfc.dat e", '"joined"f', '"two words" g',
  // Strings that are not quoted correctly.
  '"\\400" h', '"\\18" i', '"\\x" j', '"open k', '"\\*.c" l', '"', '"" m', "[attr]own n -o p=q", '"[attr]  other and more" r', "[attr]-x s", "[attr] t", '"!no" u', '"\\\\!no" v', '  \t"#c" w', "#c x",
  "own.txt own", "other.txt other", "x.txt !a=b -c=d e= =f", "x.txt builtin_a", "x.txt --a", "x.txt ok -a.b_c-1",
  `long.txt ${LONG.slice("long.txt ".length + 1)}`, `toolong.txt ${LONG.slice("toolong.txt ".length)}`, `cr.txt ${LONG.slice("cr.txt ".length + 1)}\r`, `  \t${LONG} y`,
  "zero.txt before\0.txt after", "\0", '"nul\\000.txt" z', "p/**\\/q any", "p/r?q one", "last.txt end",
];
const NAMES_OF_GIT = ["\u00fc.txt", "\u00fc.md", "a\tb.txt", '\x07\b\f\n\r\v\\"', "\udcfc", "\udcfc.dat", "joined", "two words", '"400"', '"18"', '"x"', '"open', '"*.c"', '"', '""', "own.txt", "other.txt", "-x", "[attr]", "a", "t", "!no", "#c", "x.txt", "long.txt", "toolong.txt", "cr.txt", LONG, "zero.txt", "nul", "nul\\000.txt", "last.txt", "\ufeffmark.txt", "mark.txt", "p/r/q", "p/r/s/q", "p/rsq"];

test("reads the lines of .gitattributes as git does: quoted, with any bytes, and of any length", async () => {
  for (const isStored of [false, true]) {
    const content = (lines: readonly string[]): Buffer => Buffer.from(lines.join("\n"), "latin1");
    assert.ok((await assertAsGit(attributeFile(`lines-${isStored}`, content(LINES_OF_GIT), isStored), NAMES_OF_GIT, `${isStored}`)) > 20);
    await assertAsGit(attributeFile(`mark-${isStored}`, content(["\xef\xbb\xbfmark.txt a", "\xef\xbb\xbfmark.txt b"]), isStored), NAMES_OF_GIT, `a mark, ${isStored}`);
  }
});

const PIECES = ["*", "*", "**", "**/", "/", "?", "a", "b", "ab", "\xc3\xbc", "\xc3", "\xfc", "-", " ", "\t", "!", "]", "[", "[ab]", "[!a]", "[^\xc3]", "[\x80-\xff]", "[]a]", "[a-]", "[-a]", "[a-b-c]", "[\\]]", "[\\a-\\b]", "[a/b]", "[/]", "[[:alpha:]]", "[![:alpha:]]", "[[:space:]]", "[[:cntrl:]]", "[[:graph:]]", "[[:print:]]", "[[:punct:]]", "[[:blank:]]", "[[:upper:]-b]", "[[:no:]]", "[[:constructor:]]", "[[:a]", "[[:]", "[[::]]", "\\", "\\a", "\\*", "\\/", "\\[", "***"];
const PARTS = ["a", "b", "ab", "aab", "\u00fc", "\udcfc", "\udcc3", "*", "?", "[", "]", "\\", "-", "!", "a b", "\t", "\v", "\n", "\x7f", "a-b", "A"];

function patternOf(random: Random): string {
  const pattern = Array.from({ length: 1 + random(6) }, () => PIECES[random(PIECES.length)]).join("");
  if (random(3) > 0) return pattern;
  const quoted = pattern.replaceAll(/[^]/g, (character) => (/["\\]/.test(character) ? `\\${character}` : random(3) > 0 ? character : `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`));
  return `"${random(8) > 0 ? quoted : pattern}"`;
}

test("matches the patterns that git matches", async () => {
  let count = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const random = randomOf(seed);
    const lines = Array.from({ length: 120 }, (_, index) => `${patternOf(random)} a${index}`);
    const names = new Set(Array.from({ length: 120 }, () => Array.from({ length: 1 + random(4) }, () => Array.from({ length: 1 + random(2) }, () => PARTS[random(PARTS.length)]).join("")).join("/")));
    count += await assertAsGit(attributeFile(`random-${seed}`, Buffer.from(lines.join("\n"), "latin1")), [...names].map((name) => textOf(bytesOf(name))), `${seed}`);
  }
  assert.ok(count > 5_000, `${count}`);
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
