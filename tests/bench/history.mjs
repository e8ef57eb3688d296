import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { run } from "./processes.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LARGEST = 1024 * 1024;

/**
 * Fills a bare repository for the clones, and describes it: the history of `HEAD` in the repository BENCH_REPOSITORY, or
 * without one a commit for every installed npm package.
 *
 * @returns {Promise<{ what: string, head: string, commits: number, objects: number, packMib: number }>}
 */
export async function fill(bare) {
  const source = process.env.BENCH_REPOSITORY;
  const what = source ? await copy(source, bare) : await commitPackages(bare);
  // One pack with a bitmap index, as servers keep it: the transport is measured, not the counting of objects.
  await git(bare, ["repack", "-a", "-d", "-q", "--write-bitmap-index"]);
  const counted = await git(bare, ["count-objects", "-v"]);
  const count = (name) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(counted)[1]);
  return {
    what,
    head: await git(bare, ["rev-parse", "main"]),
    commits: Number(await git(bare, ["rev-list", "--count", "main"])),
    objects: count("in-pack"),
    packMib: count("size-pack") / 1024,
  };
}

async function copy(source, bare) {
  await git(bare, ["fetch", "--quiet", "--no-tags", source, "HEAD:refs/heads/main"]);
  return process.env.BENCH_REPOSITORY_NAME ?? "the repository named in BENCH_REPOSITORY";
}

async function commitPackages(bare) {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const index = join(bare, "index-of-packages");
  let parent = [];
  // The workspace's own packages are links.
  const installed = Object.keys(packages).filter((path) => path.startsWith("node_modules/") && !packages[path].link);
  for (const path of installed) {
    const files = filesBelow(join(ROOT, path)).map((file) => relative(ROOT, file));
    if (files.length === 0) continue;
    const options = { env: { ...identity(), GIT_INDEX_FILE: index, GIT_WORK_TREE: ROOT }, cwd: ROOT };
    await git(bare, ["update-index", "--add", "-z", "--stdin"], { ...options, input: `${files.join("\0")}\0` });
    const tree = await git(bare, ["write-tree"], options);
    const message = `Add ${path} ${packages[path].version}`;
    parent = ["-p", await git(bare, ["commit-tree", tree, ...parent, "-m", message], options)];
  }
  await git(bare, ["update-ref", "refs/heads/main", parent[1]]);
  return "the files of every npm package in package-lock.json, a commit each, without what is over 1 MiB";
}

function filesBelow(directory) {
  // Packages for other platforms are not installed.
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/node_modules/.test(relative(directory, entry.parentPath)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size <= LARGEST);
}

async function git(bare, args, { env = {}, ...options } = {}) {
  const output = await run("git", ["--git-dir", bare, ...args], { env: { ...process.env, ...env }, ...options });
  return output.trim();
}

function identity() {
  const [name, email, date] = ["Alice", "alice@example.com", "2026-01-01T00:00:00Z"];
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
