import { createCipheriv } from "node:crypto";

import { run } from "../processes.mjs";

const FILE = 64 << 10;

/**
 * Fills a bare repository with files of noise, and describes it. Noise neither compresses nor has deltas, so that its packs
 * take the link's time and hardly any processor time.
 *
 * @param {string} bare
 * @param {{ files: number, commits: number }} size the first commit has all files; each further one rewrites one
 * @returns {Promise<{ head: string, commits: number, packBytes: number, tipBytes: number }>}
 *   `packBytes`: of all commits; `tipBytes`: of the last one only
 */
export async function fillWithNoise(bare, { files, commits }) {
  const pieces = [];
  const write = (file) => pieces.push(`M 100644 inline data/${file}.bin\ndata ${FILE}\n`, noise(), "\n");
  for (let commit = 0; commit < commits; commit++) {
    const time = 1_767_225_600 + commit * 3600;
    pieces.push(`commit refs/heads/main\ncommitter Alice <alice@example.com> ${time} +0000\ndata 6\nWrite\n\n`);
    if (commit === 0) for (let file = 0; file < files; file++) write(file);
    else write(commit % files);
  }
  const stream = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
  await git(bare, ["fast-import", "--quiet"], { input: stream });
  // One pack with a bitmap index, as servers keep it: the transport is measured, not the counting of objects.
  await git(bare, ["repack", "-a", "-d", "-q", "--write-bitmap-index"]);
  return { head: await git(bare, ["rev-parse", "main"]), commits, packBytes: (files + commits - 1) * FILE, tipBytes: files * FILE };
}

// The same in every run.
const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, "noise"), Buffer.alloc(16));

function noise() {
  return cipher.update(Buffer.alloc(FILE));
}

async function git(bare, args, options) {
  return (await run("git", ["--git-dir", bare, ...args], options)).trim();
}
