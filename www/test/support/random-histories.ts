import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Numbers from 0 to below `below`, the same ones for the same seed. */
export type Random = (below: number) => number;

export function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let next = Math.imul(state ^ (state >>> 15), 1 | state);
    next = (next + Math.imul(next ^ (next >>> 7), 61 | next)) ^ next;
    return ((next ^ (next >>> 14)) >>> 0) % below;
  };
}

/** A file: its mode and its content. */
export type Files = Record<string, { mode: string; content: Buffer }>;

const MODES = ["100644", "100644", "100644", "100755", "120000"];
const NAMES = ["a", "b", "c/d", "c/e", "c/f/g", "b/h", "a/i"];

const pick = <T>(random: Random, values: readonly T[]): T => values[random(values.length)] as T;

/** Lines of few words repeat, as braces and empty lines do; some files have bytes that are not text, or no line end. */
function content(random: Random, words: number): Buffer {
  const lines = Array.from({ length: random(14) }, () => `${pick(random, ["x", "é", "\xff", "}", ""])}${random(words)}`);
  const text = lines.join(pick(random, ["\n", "\n", "\n", "\r\n"])) + pick(random, ["\n", "\n", ""]);
  return Buffer.from(random(20) === 0 ? `${text}\0` : text, "latin1");
}

function edited(random: Random, before: Buffer, words: number): Buffer {
  const lines = before.toString("latin1").split(/(?<=\n)/);
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(lines.length + 1);
    lines.splice(at, random(3), ...Array.from({ length: random(3) }, () => `n${random(words)}\n`));
  }
  return Buffer.from(lines.join(""), "latin1");
}

/** Files that can be in one tree. */
function possible(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !Object.keys(files).some((other) => path.startsWith(`${other}/`))));
}

export function filesOf(random: Random): Files {
  const words = pick(random, [2, 5, 1000]);
  return possible(Object.fromEntries(NAMES.filter(() => random(3) > 0).map((name) => [name, { mode: pick(random, MODES), content: content(random, words) }])));
}

export function changedFiles(random: Random, before: Files): Files {
  const words = pick(random, [2, 5, 1000]);
  const files = { ...before };
  for (const name of NAMES) {
    const file = files[name];
    const chance = random(10);
    if (file && chance < 4) files[name] = { ...file, content: edited(random, file.content, words) };
    else if (file && chance === 4) files[name] = { ...file, mode: pick(random, MODES) };
    else if (file && chance === 5) delete files[name];
    else if (!file && chance < 2) files[name] = { mode: pick(random, MODES), content: content(random, words) };
  }
  return possible(files);
}

/** A bare repository that commits trees in one go. */
export function bareRepository() {
  const dir = mkdtempSync(join(tmpdir(), "www-histories-"));
  const git = (input: Buffer | undefined, ...given: string[]): string => execFileSync("git", ["-C", dir, ...given], { encoding: "utf8", input, stdio: ["pipe", "pipe", "pipe"] }).trim();
  git(undefined, "init", "-q", "-b", "main");
  const stream: Buffer[] = [];
  let marks = 0;
  return {
    dir,
    git: (...given: string[]) => git(undefined, ...given),
    /** Adds a commit, and returns its mark. */
    commit(files: Files, parents: readonly number[] = []): number {
      const mark = ++marks;
      const [first, ...others] = parents;
      stream.push(Buffer.from(`reset refs/heads/c${mark}\ncommit refs/heads/c${mark}\nmark :${mark}\ncommitter A <a@example.com> ${1_700_000_000 + mark} +0000\ndata 0\n`));
      if (first !== undefined) stream.push(Buffer.from(`from :${first}\n`), ...others.map((parent) => Buffer.from(`merge :${parent}\n`)), Buffer.from("deleteall\n"));
      for (const [path, { mode, content }] of Object.entries(files)) stream.push(Buffer.from(`M ${mode} inline ${path}\ndata ${content.length}\n`), content, Buffer.from("\n"));
      stream.push(Buffer.from("\n"));
      return mark;
    },
    /** Writes the commits; each gets a branch `c{mark}`. */
    write(): void {
      git(Buffer.concat(stream), "fast-import", "--quiet");
    },
    /** The tree of a merge, and whether it has conflicts. */
    merged(ours: string, theirs: string): { tree: string; clean: boolean; conflicts: string[] } {
      const given = ["merge-tree", "--write-tree", "--name-only", "--no-messages", ours, theirs];
      try {
        return { tree: git(undefined, ...given), clean: true, conflicts: [] };
      } catch (error) {
        const [tree = "", ...conflicts] = String((error as { stdout?: string }).stdout).trim().split("\n");
        return { tree, clean: false, conflicts };
      }
    },
    remove: () => rmSync(dir, { recursive: true }),
  };
}
