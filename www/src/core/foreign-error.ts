/** An error from isomorphic-git, a file system or the browser. */
interface Foreign {
  name?: unknown;
  code?: unknown;
  message?: unknown;
  data?: { filepaths?: string[]; message?: string; reason?: string };
  errors?: unknown[];
}

/** The page's code for each foreign error, by its name or code. */
const CODES: Record<string, string> = {
  // isomorphic-git
  AlreadyExistsError: "branch_exists",
  AmbiguousError: "no_such_ref",
  CheckoutConflictError: "unsaved_changes",
  CommitNotFetchedError: "no_such_ref",
  EmptyServerResponseError: "not_the_edge",
  InvalidFilepathError: "invalid_name",
  InvalidOidError: "no_such_ref",
  InvalidRefNameError: "invalid_name",
  MergeConflictError: "diverged",
  MergeNotSupportedError: "merge_unsupported",
  MissingNameError: "no_author",
  NotFoundError: "no_such_ref",
  ParseError: "not_the_edge",
  SmartHttpError: "not_the_edge",
  UnsafeFilepathError: "unsupported_name",
  // File systems
  EEXIST: "name_taken",
  EISDIR: "name_taken",
  ENOENT: "no_such_file",
  ENOSPC: "storage_full",
  ENOTDIR: "name_taken",
  ENOTEMPTY: "name_taken",
  // Browsers
  QuotaExceededError: "storage_full",
  // The signer
  freed: "unauthenticated",
  invalid_credentials: "not_keys",
  invalid_host: "invalid_address",
  invalid_region: "bad_region",
  invalid_repository_name: "bad_repository_name",
  invalid_url: "invalid_address",
  load_failed: "page_incomplete",
  region_mismatch: "invalid_address",
  region_required: "invalid_address",
};

/** The page's code for a foreign error, undefined if it has none, and the part of its message that helps the user. */
export function translated(error: unknown): { code?: string; detail: string } {
  const { name, code, message, data, errors } = (error ?? {}) as Foreign;
  if (code === "MultipleGitError" && errors?.[0] !== undefined) return translated(errors[0]);
  const text = typeof message === "string" ? message : "";
  const known = [code, name].find((each) => typeof each === "string" && Object.hasOwn(CODES, each)) as string | undefined;
  const meant = known !== undefined ? CODES[known] : unreached(error, text) ? "edge_unreachable" : undefined;
  // isomorphic-git's hints are for programmers.
  const detail = data?.filepaths?.join("\n") ?? (code === "InternalError" ? data?.message : undefined) ?? text.replace(/\s*\(Hint:.*\)$/s, "");
  return { detail, ...(meant !== undefined && { code: meant }) };
}

/** Every browser has its own message for a failed connection. */
function unreached(error: unknown, text: string): boolean {
  return error instanceof TypeError && /fetch|network|load failed|terminated|input stream/i.test(text);
}
