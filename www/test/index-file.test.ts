import assert from "node:assert/strict";
import { test } from "node:test";

import { IndexFile } from "../src/core/git/index-file.ts";
import type { Repository } from "../src/core/git/repository.ts";
import { statOf } from "../src/core/git/working-tree.ts";

const OID = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
const WRITTEN = 1_700_000_000_000;

/** A repository whose one file was written at a time, and whose index at another one. */
function repository(index: { time: number }): Repository {
  const files = new Map<string, Uint8Array>();
  const promises = {
    lstat: async (path: string) => {
      const time = path.endsWith("/index") ? index.time : WRITTEN;
      return { ctimeMs: time, mtimeMs: time, dev: 1, ino: 2, uid: 0, gid: 0, size: 0, mode: 0o100666, isSymbolicLink: () => false, isDirectory: () => !/a\.txt$|index$/.test(path) };
    },
    readFile: async (path: string) => files.get(path) ?? (path.endsWith("a.txt") ? new Uint8Array() : Promise.reject(Object.assign(new Error("absent"), { code: "ENOENT" }))),
    writeFile: async (path: string, content: Uint8Array) => void files.set(path, content),
  };
  return { fs: { promises }, dir: "/work", cache: {} } as unknown as Repository;
}

test("trusts a file's times only if the index was written at least a millisecond later", async () => {
  for (const [after, isTrusted] of [[0, false], [0.5, false], [1, true], [1000, true]] as const) {
    const clone = repository({ time: WRITTEN + after });
    const index = await IndexFile.read(clone);
    await index.put("a.txt", { type: "blob", mode: 0o100644, oid: OID });
    await index.write();
    const { numbers } = await statOf(clone, "a.txt");
    assert.equal((await IndexFile.read(clone)).isAsOf("a.txt", numbers), isTrusted, `${after} ms`);
  }
});
