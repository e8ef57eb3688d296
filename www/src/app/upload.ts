import type { Git, GitClient } from "../core/git-api.ts";
import { forbiddenPart, parentsOf } from "../core/git/paths.ts";
import type { OpenClone } from "./open-clone.ts";

/** Bytes that are sent to git's worker at a time. */
const PART = 20_000_000;

/** Files for the working tree. */
export interface Upload {
  files: { path: string; file: Blob }[];
  /** The paths of files that exist, and are replaced. */
  replaced: string[];
  /** The paths that cannot be written, with reasons. */
  refused: { path: string; why: string }[];
  /** Whether the replaced files cannot be brought back. */
  isFinal: boolean;
}

/** Finds out what an upload would replace, and what cannot be uploaded. */
export async function planned(git: Git, { repositoryRef, undo }: OpenClone, files: Upload["files"]): Promise<Upload> {
  const refused: Upload["refused"] = [];
  const allowed = files.filter(({ path }) => {
    const part = forbiddenPart(path);
    if (part !== undefined) refused.push({ path, why: `git does not allow the name ${part}` });
    return part === undefined;
  });
  const parents = [...new Set(allowed.flatMap(({ path }) => parentsOf(path)))];
  const [kinds, parentKinds] = await Promise.all([git.kinds(repositoryRef, allowed.map(({ path }) => path)), git.kinds(repositoryRef, parents)]);
  const blocked = new Set(parents.filter((_, index) => parentKinds[index] === "file" || parentKinds[index] === "link"));
  const replaced: string[] = [];
  const possible = allowed.filter(({ path }, index) => {
    const parent = parentsOf(path).find((each) => blocked.has(each));
    if (parent !== undefined) refused.push({ path, why: `${parent} is not a folder` });
    else if (kinds[index] === "directory") refused.push({ path, why: "a folder has this name" });
    else if (kinds[index] !== undefined) replaced.push(path);
    return parent === undefined && kinds[index] !== "directory";
  });
  return { files: possible, replaced, refused, isFinal: !(await undo.isPossible(replaced)) };
}

/** Writes the files of an upload, and offers to undo it. `said` names it afterwards. Returns whether it was done. */
export async function upload(git: GitClient, clone: OpenClone, { files }: Pick<Upload, "files">, said: string): Promise<boolean> {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  const done = await clone.operation.run("Uploading", async ({ onProgress, signal }) => {
    await clone.undo.over(files.map(({ path }) => path), said, async () => {
      let [written, bytes] = [0, 0];
      while (written < files.length) {
        signal.throwIfAborted();
        const part: { path: string; content: Uint8Array }[] = [];
        for (let size = 0; size < PART && written < files.length; written++) {
          const next = files[written] as Upload["files"][number];
          part.push({ path: next.path, content: new Uint8Array(await next.file.arrayBuffer()) });
          size += next.file.size;
          bytes += next.file.size;
        }
        await git.with({ signal, onProgress }).writeFiles(clone.repositoryRef, part);
        onProgress({ phase: "Uploading", done: bytes, total, bytes, rate: 0 });
      }
    });
    return true;
  });
  await clone.refresh();
  return done === true;
}
