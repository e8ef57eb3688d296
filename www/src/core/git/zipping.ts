import { zipSync, type Zippable } from "fflate";

import { isSafePath } from "./paths.ts";
import type { Repository } from "./repository.ts";
import { eachFile } from "./search.ts";

/** Unix, so that programs that unpack the file keep its mode, and do not take a backslash for a folder. */
const UNIX = 3;
const EXECUTABLE = 0o100755;
const FILE = 0o100644;

/** The files of a commit in a ZIP file, in a folder. Leaves out paths that would lead out of that folder or into `.git`. */
export async function zipped(repository: Repository, ref: string, folder: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const files: Zippable = {};
  await eachFile(repository, ref, signal, async (path, { mode }, read) => {
    if (!isSafePath(path)) return;
    // A link is a file with its target: it could lead anywhere.
    files[`${folder}/${asUtf8(path)}`] = [await read(), { os: UNIX, attrs: (mode === EXECUTABLE ? EXECUTABLE : FILE) << 16 }];
  });
  return zipSync(files);
}

/** ZIP files have names in UTF-8: other bytes are written as `%FF`. */
function asUtf8(path: string): string {
  return path.replace(/\p{Cs}/gu, (byte) => `%${(byte.charCodeAt(0) & 0xff).toString(16).toUpperCase()}`);
}
