import * as git from "isomorphic-git";

import { failure } from "../messages.ts";
import type { Repository } from "./repository.ts";

/** Names that git allows, apart from some that would be missing from lists, or impossible to address. */
const ALLOWED = /^(?!.*(?:\.\.|\/\/|@\{|\.lock(?:\/|$)|\/\.))[^\s~^:?*[\\\u0000-\u001f\u007f./-][^\s~^:?*[\\\u0000-\u001f\u007f]*(?<![./])$/;

/** @throws {CoreError} `invalid_name`, `branch_exists`, `tag_exists` */
export async function assertFreeName(repository: Repository, name: string, kind: "branch" | "tag" = "branch"): Promise<void> {
  if (!ALLOWED.test(name)) throw failure("invalid_name");
  const names = await (kind === "branch" ? git.listBranches(repository) : git.listTags(repository));
  const taken = names.find((other) => `${other}/`.startsWith(`${name}/`) || `${name}/`.startsWith(`${other}/`));
  if (taken !== undefined) throw failure(kind === "branch" ? "branch_exists" : "tag_exists", taken);
}
