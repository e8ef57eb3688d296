import * as git from "isomorphic-git";

import { attributesOf, type AttributeFiles } from "./attributes.ts";
import { withStoredIds, withWorkingIds } from "./ident.ts";
import { CR, isTextWithPairs, lineEndsOf, withStoredEnds, withWorkingEnds } from "./line-ends.ts";
import type { Repository } from "./repository.ts";
import type { Side } from "./side.ts";

/** What git does to files between the repository and the working tree, as `.gitattributes` says. */
export interface Conversion {
  /** A file's content as git stores it. */
  stored(path: string, content: Uint8Array): Promise<Uint8Array>;
  /** A blob's content as git writes it into a working tree. */
  working(path: string, blob: Uint8Array, oid: string): Promise<Uint8Array>;
  /** Whether git may store a file unlike the working tree has it. */
  converts(path: string): Promise<boolean>;
  /** The filter that git would run, if it is set up: `lfs` for Git LFS. */
  filter(path: string): Promise<string | undefined>;
  /** Identifies what is done to a file: with the same content, another result has another name. */
  nameOf(path: string): Promise<string>;
}

/** @param before what the index has at a path, or our side of a conflict; called only if that decides */
export function conversion(repository: Repository, files: AttributeFiles, before: (path: string) => Promise<Side | undefined> | Side | undefined): Conversion {
  const attributes = attributesOf(repository, files);
  async function keepsPairs(path: string): Promise<boolean> {
    const side = await before(path);
    return side?.type === "blob" && isTextWithPairs((await git.readBlob({ ...repository, oid: side.oid })).blob);
  }
  return {
    async stored(path, content) {
      // Then its attributes need not be read.
      if (!content.includes(CR) && withStoredIds(content) === content) return content;
      const values = await attributes(path);
      const ended = await withStoredEnds(content, lineEndsOf(values), () => keepsPairs(path));
      return values.get("ident") === true ? withStoredIds(ended) : ended;
    },
    async working(path, blob, oid) {
      const values = await attributes(path);
      return withWorkingEnds(values.get("ident") === true ? withWorkingIds(blob, oid) : blob, lineEndsOf(values));
    },
    async converts(path) {
      const values = await attributes(path);
      return lineEndsOf(values).convert !== "never" || values.get("ident") === true;
    },
    async filter(path) {
      const name = (await attributes(path)).get("filter");
      return typeof name === "string" ? name : undefined;
    },
    async nameOf(path) {
      const values = await attributes(path);
      const { convert } = lineEndsOf(values);
      return `${convert} ${convert === "auto" ? (await before(path))?.oid : ""} ${values.get("ident") === true}`;
    },
  };
}
