import { failure } from "../messages.ts";
import type { Conversion } from "./conversion.ts";
import type { Repository } from "./repository.ts";
import { contentOf, kindOf } from "./working-tree.ts";

/** Pointers are smaller than this. */
const LARGEST = 1024;

/** Whether a content is what Git LFS commits instead of a file. */
export function isPointer(content: Uint8Array): boolean {
  return content.length < LARGEST && /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:[\w.-]+ [^\n]*\n)*oid sha256:[0-9a-f]{64}\nsize \d+\n$/.test(new TextDecoder("latin1").decode(content));
}

/**
 * Rejects files that Git LFS would replace by pointers: git would store them whole, as it does without Git LFS.
 *
 * @param code of the failure, which has the files: the resolution of a conflict cannot leave them out
 * @throws {CoreError} `lfs_tracked` or `lfs_conflict`
 */
export async function assertNoLfs(repository: Repository, paths: Iterable<string>, conversion: Conversion, code: "lfs_tracked" | "lfs_conflict" = "lfs_tracked"): Promise<void> {
  const found: string[] = [];
  for (const path of paths) {
    if ((await conversion.filter(path)) !== "lfs" || (await kindOf(repository, path)) !== "file") continue;
    const content = await contentOf(repository, path);
    if (content && content.length > 0 && !isPointer(content)) found.push(path);
  }
  if (found.length > 0) throw failure(code, found.join("\n"));
}
