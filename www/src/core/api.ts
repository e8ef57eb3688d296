import type { AwsCredentials } from "codecommit-signer";

import type { ArrangingGit } from "./arranging-api.ts";
import type { Person, RepositoryRef } from "./basics.ts";
import type { BranchingGit } from "./branching-api.ts";
import type { Merged, MergingGit } from "./merging-api.ts";

export type { Person, RepositoryRef };

/** An error: a stable code for programs, and a sentence and a next step for the user. Contains no secret. */
export interface Problem {
  code: string;
  sentence: string;
  next: string;
  /** The server's message; untrusted text. */
  detail?: string;
}

/** The error that all functions of the core throw, apart from `AbortError`. */
export class CoreError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.sentence, options);
    this.name = "CoreError";
    this.problem = problem;
  }
}

/** `GET /config.json` of the edge. */
export interface EdgeConfig {
  version: string;
  default_region: string | null;
  login: boolean;
  profiles: string[];
  regions: string[] | null;
  read_only: boolean;
  /** Whether the edge relays calls to AWS's APIs. */
  relay: boolean;
  /** Base URLs of the AWS APIs; null means AWS's public hosts. */
  endpoints: Record<"sts" | "codecommit" | "iam", string | null>;
}

/** `GET /session` of the edge: what the caller's session allows. */
export interface EdgeSession {
  /** The user who signed in; empty if the edge does not say. */
  principal: string;
  profile?: string;
  /** "read" or "write". */
  access: string;
  expiresAt?: Date;
}

/** What a pasted text contains. Holds no secret. */
export interface Recognised {
  /** The recognised format, for the user: "an INI profile". */
  form?: string;
  /** The access key ID, which is not secret. */
  accessKeyId?: string;
  /** Names of the missing values. */
  missing: string[];
  /** The profiles, if there are several to choose from. */
  profiles?: string[];
  expiresAt?: Date;
}

/** AWS keys parsed from a pasted text. */
export interface Keys extends AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

export type SignedIn = { kind: "keys"; keys: Keys } | { kind: "login"; accessToken: string; refreshToken?: string; expiresAt?: number };

/** The owner of the keys, from STS. */
export interface Identity {
  account: string;
  arn: string;
  /** The name of the role or user. */
  name: string;
  session?: string;
}

export interface RepositorySummary {
  name: string;
  description?: string;
}

/** The repositories of a region that the user may list. */
export interface RepositoryList {
  repositories: RepositorySummary[];
  /** Whether these are all. */
  complete: boolean;
  /** Whether the descriptions are known. */
  described: boolean;
  /** The profile whose role listed them, with a company login. */
  profile?: string;
}

export interface Progress {
  /** git's name for the phase: "Receiving objects". */
  phase: string;
  done: number;
  total?: number;
  bytes: number;
  /** Bytes per second. */
  rate: number;
  secondsLeft?: number;
}

export interface CloneOptions {
  depth?: number;
  singleBranch?: boolean;
  /** Stop with `clone_too_large` when more than this has been received. */
  maxBytes?: number;
}

export interface Running {
  onProgress?: (progress: Progress) => void;
  /** Receives what `blame` has found so far. */
  onBlame?: (blame: Blame) => void;
  signal?: AbortSignal;
}

export interface CloneSummary extends RepositoryRef {
  /** Commits of local branches that no remote-tracking branch contains. */
  unpushed: number;
  /** The branches with commits that are not pushed. */
  ahead: { name: string; count: number }[];
  changed: number;
  /** The clone cannot be read, only deleted; how much unpushed work it contains is unknown. */
  broken?: boolean;
}

export interface Refs {
  /** The checked-out branch. */
  head?: string;
  branches: Branch[];
  remoteBranches: Ref[];
  tags: Ref[];
}

export interface Ref {
  name: string;
  oid: string;
}

/** A local branch beside the server's branch of the same name, as of the last fetch. */
export interface Branch extends Ref {
  /** The server's branch; absent if the server has none. */
  upstream?: string;
  /** Commits that the server's branch does not have; without one, that no branch of the server has. */
  ahead: number;
  /** Commits that only the server's branch has. */
  behind: number;
}

export interface Entry {
  name: string;
  kind: "tree" | "file" | "executable" | "link" | "submodule";
  oid: string;
}

/** An entry of a folder in the working tree. */
export interface WorkingEntry {
  name: string;
  kind: Entry["kind"];
  /** Whether HEAD has an entry with this name. */
  isCommitted: boolean;
  /** Whether it still exists. */
  isPresent: boolean;
}

/** What is at a path: a file's content as git stores it, or nothing of a folder or a submodule. A link's content is its target. */
export interface FileAt {
  kind: Entry["kind"];
  content: Uint8Array;
  /** Absent in the working tree. */
  oid?: string;
}

export interface Commit {
  oid: string;
  message: string;
  author: Person & { at: Date };
  committer: Person & { at: Date };
  parents: string[];
  /** Whether the clone is shallow and ends here: it lacks a parent. */
  cut?: boolean;
}

/** A commit that changed a file, with the file's path then. */
export interface FileCommit extends Commit {
  path: string;
  /** The path before, if the commit renamed the file. */
  from?: string;
}

/** The last commit that changed an entry of a folder. */
export interface LastCommit {
  name: string;
  commit: Commit;
}

/** Neighbouring lines of a file that come from one commit. */
export interface BlamedLines {
  /** The first of them, from 1. */
  first: number;
  count: number;
  commit: string;
  /** The file's path in that commit, and the first line's number there. */
  path: string;
  original: number;
}

/** Where the lines of a file come from; while it is computed, lines are missing. */
export interface Blame {
  lines: BlamedLines[];
  commits: Commit[];
}

export interface Change {
  path: string;
  kind: "added" | "removed" | "modified";
  /** The path before, if the file was renamed. */
  from?: string;
}

export interface StatusEntry extends Change {
  /** Whether the index and the working tree agree. */
  staged: boolean;
}

export interface Found {
  path: string;
  /** From 1; absent if the path itself matched. */
  line?: number;
  text?: string;
}

/** What a search found, and what it left out. */
export interface SearchResult {
  found: Found[];
  /** How many more matches there are. */
  more: number;
  /** How many files were not searched, because they are large or not text. */
  large: number;
  binary: number;
}

/** The result of `pull`; "diverged" if it would have to merge, without an author, "unpublished" if the server has no such branch. */
export interface Pulled extends Omit<Merged, "kind"> {
  kind: Merged["kind"] | "diverged" | "unpublished";
}

/**
 * git's operations on the clones of this browser. A `ref` is the name of a branch or a tag, or an object ID. Parameters and
 * results can be sent to a worker and back.
 */
export interface Git extends ArrangingGit, MergingGit, BranchingGit {
  clone(repositoryRef: RepositoryRef, options: CloneOptions): Promise<void>;
  clones(): Promise<CloneSummary[]>;
  remove(repositoryRef: RepositoryRef): Promise<void>;
  refs(repositoryRef: RepositoryRef): Promise<Refs>;
  tree(repositoryRef: RepositoryRef, ref: string, path: string): Promise<Entry[]>;
  blob(repositoryRef: RepositoryRef, ref: string, path: string): Promise<Uint8Array>;
  /** A folder of the working tree, with what HEAD has there and the working tree no longer has. */
  files(repositoryRef: RepositoryRef, path: string): Promise<WorkingEntry[]>;
  /** What is at a path of a commit; without a `ref`, of the working tree. */
  file(repositoryRef: RepositoryRef, path: string, ref?: string): Promise<FileAt>;
  log(repositoryRef: RepositoryRef, ref: string, options?: { count?: number; skip?: number }): Promise<Commit[]>;
  /** The paths of all files. */
  paths(repositoryRef: RepositoryRef, ref: string): Promise<string[]>;
  /** The commits that changed a file or a folder, latest first; a renamed file is followed. */
  fileLog(repositoryRef: RepositoryRef, ref: string, path: string, count: number): Promise<FileCommit[]>;
  /** The last commit that changed each entry of a folder, as far as it was found. */
  lastCommits(repositoryRef: RepositoryRef, ref: string, folder: string): Promise<LastCommit[]>;
  blame(repositoryRef: RepositoryRef, ref: string, path: string): Promise<Blame>;
  changes(repositoryRef: RepositoryRef, commit: string): Promise<Change[]>;
  /** A file before and after a commit; undefined where it did not exist. `from` is its path before, if it was renamed. */
  versions(repositoryRef: RepositoryRef, commit: string, path: string, from?: string): Promise<{ before?: Uint8Array; after?: Uint8Array }>;
  status(repositoryRef: RepositoryRef): Promise<StatusEntry[]>;
  read(repositoryRef: RepositoryRef, path: string): Promise<Uint8Array>;
  /** Writes a file. With `before`, only if the file still has this content: otherwise `changed_elsewhere`. */
  write(repositoryRef: RepositoryRef, path: string, content: Uint8Array, before?: Uint8Array): Promise<void>;
  /** Restores these files from HEAD and deletes those that HEAD does not have. */
  discard(repositoryRef: RepositoryRef, paths: string[]): Promise<void>;
  /** A file at HEAD and in the working tree; undefined where it does not exist. */
  pending(repositoryRef: RepositoryRef, path: string): Promise<{ before?: Uint8Array; after?: Uint8Array }>;
  commit(repositoryRef: RepositoryRef, paths: string[], message: string, author: Person): Promise<string>;
  author(repositoryRef: RepositoryRef): Promise<Person | undefined>;
  createBranch(repositoryRef: RepositoryRef, name: string, from?: string): Promise<void>;
  switchBranch(repositoryRef: RepositoryRef, name: string): Promise<void>;
  ahead(repositoryRef: RepositoryRef): Promise<number>;
  fetch(repositoryRef: RepositoryRef): Promise<void>;
  /** Completes a shallow history. */
  fetchHistory(repositoryRef: RepositoryRef): Promise<void>;
  /**
   * Fetches, then merges the server's branch as `author`; without an author it only fast-forwards. Conflicts wait to be resolved:
   * see `unfinished`.
   */
  pull(repositoryRef: RepositoryRef, author?: Person): Promise<Pulled>;
  /** Pushes a branch, or the checked-out one, to the server's branch of the same name. Returns the branch's name. */
  push(repositoryRef: RepositoryRef, branch?: string): Promise<string>;
  search(repositoryRef: RepositoryRef, ref: string, text: string): Promise<SearchResult>;
  zip(repositoryRef: RepositoryRef, ref: string): Promise<Uint8Array>;
}

/** Makes git's operations report progress to, and stop with, what is given. */
export type BindGit = (running: Running) => Git;

/** git as the page calls it; `with` adds progress and cancellation. */
export interface GitClient extends Git {
  with: BindGit;
}

/** An authorization that the edge answered with a 401. */
export interface Refused {
  authorization: string;
  problem: Problem;
  /** The response's `Date` header. */
  date?: string;
}

/** Returns the `Authorization` header for a request to the edge. After a 401 it receives the rejected one and returns another, or throws. */
export type Authorize = (repositoryRef: RepositoryRef, refused?: Refused) => Promise<string>;

export interface Step {
  name: "clock" | "edge" | "identity" | "service" | "signature" | "repository" | "permission" | "push";
  /** `denied`: the check was made, and the user may not do this, which may be intended. `skipped`: not checked. */
  state: "ok" | "failed" | "denied" | "skipped";
  /** What the check found, or why it was not made. */
  seen: string;
  problem?: Problem;
}

export interface ExplainedStep {
  title: string;
  /** What the step does and why. */
  says: string;
  text: string;
}
