import type { AwsCredentials } from "codecommit-signer";

/** What went wrong: a stable code for programs, a sentence and a next step for people. Nothing secret is in it. */
export interface Problem {
  code: string;
  sentence: string;
  next: string;
  /** The server's own words, which are foreign text. */
  detail?: string;
}

/** The error that every function of the core throws, but for `AbortError`. */
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
  /** Where to call AWS's APIs; null is AWS's own hosts. */
  endpoints: { sts: string | null; codecommit: string | null };
}

/** `GET /session` of the edge: what a session of its own is good for. */
export interface EdgeSession {
  /** Who was let in; empty where the edge does not say. */
  principal: string;
  profile?: string;
  /** "read" or "write". */
  access: string;
  expiresAt?: Date;
}

export interface Place {
  /** A named role of the edge's, which has addresses of its own. */
  profile?: string;
  region: string;
  repository: string;
}

/** What was seen in a pasted text. Nothing secret is in it. */
export interface Recognised {
  /** The form it has, for people: "an ini profile". */
  form?: string;
  /** The access key id, which is no secret. */
  accessKeyId?: string;
  /** Names of what is not there. */
  missing: string[];
  /** The profiles, where there are several to choose from. */
  profiles?: string[];
  expiresAt?: Date;
}

/** Keys out of a pasted text. */
export interface Keys extends AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

export type SignedIn = { kind: "keys"; keys: Keys } | { kind: "login"; accessToken: string; refreshToken?: string; expiresAt?: number };

/** Whose the keys are, from STS. */
export interface Identity {
  account: string;
  arn: string;
  /** The role's or the user's name. */
  name: string;
  session?: string;
}

export interface RepositorySummary {
  name: string;
  description?: string;
}

export interface Progress {
  /** git's own word: "Receiving objects". */
  phase: string;
  done: number;
  total?: number;
  bytes: number;
  /** Bytes a second. */
  rate: number;
  secondsLeft?: number;
}

export interface CloneOptions {
  depth?: number;
  singleBranch?: boolean;
  /** Stop with `clone_too_large` once more than this has come. */
  maxBytes?: number;
}

export interface Running {
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

export interface CloneSummary extends Place {
  /** Commits of local branches that the remote does not have, as far as is known here. */
  unpushed: number;
  changed: number;
  /** It cannot be read, only deleted; nobody knows how much it has that is nowhere else. */
  broken?: boolean;
}

export interface Refs {
  /** The branch that is checked out. */
  head?: string;
  branches: Ref[];
  remoteBranches: Ref[];
  tags: Ref[];
}

export interface Ref {
  name: string;
  oid: string;
}

export interface Entry {
  name: string;
  kind: "tree" | "file" | "executable" | "link" | "submodule";
  oid: string;
}

export interface Person {
  name: string;
  email: string;
}

export interface Commit {
  oid: string;
  message: string;
  author: Person & { at: Date };
  committer: Person & { at: Date };
  parents: string[];
}

export interface Change {
  path: string;
  kind: "added" | "removed" | "modified";
}

export interface StatusEntry extends Change {
  /** Whether the index has the file as it is in the working tree. */
  staged: boolean;
}

export interface Found {
  path: string;
  /** From 1; absent where the name was found. */
  line?: number;
  text?: string;
}

/** What `push` and `pull` of branches lead to. */
export interface Pulled {
  kind: "up-to-date" | "fast-forward" | "merged" | "diverged";
  ahead: number;
  behind: number;
}

/**
 * git's operations on the clones of this browser. A `ref` is the name of a branch or a tag, or an object ID. Parameters and
 * results can be sent to a worker and back.
 */
export interface Git {
  clone(place: Place, options: CloneOptions): Promise<void>;
  clones(): Promise<CloneSummary[]>;
  remove(place: Place): Promise<void>;
  refs(place: Place): Promise<Refs>;
  tree(place: Place, ref: string, path: string): Promise<Entry[]>;
  blob(place: Place, ref: string, path: string): Promise<Uint8Array>;
  log(place: Place, ref: string, options?: { count?: number; skip?: number }): Promise<Commit[]>;
  changes(place: Place, commit: string): Promise<Change[]>;
  /** A file before and after a commit; undefined where it was not there. */
  versions(place: Place, commit: string, path: string): Promise<{ before?: Uint8Array; after?: Uint8Array }>;
  status(place: Place): Promise<StatusEntry[]>;
  read(place: Place, path: string): Promise<Uint8Array>;
  write(place: Place, path: string, content: Uint8Array): Promise<void>;
  deleteFile(place: Place, path: string): Promise<void>;
  /** Brings these files back to how they are at HEAD; those that are not there are deleted. */
  discard(place: Place, paths: string[]): Promise<void>;
  /** A file at HEAD and in the working tree; undefined where it is not there. */
  pending(place: Place, path: string): Promise<{ before?: Uint8Array; after?: Uint8Array }>;
  commit(place: Place, paths: string[], message: string, author: Person): Promise<string>;
  author(place: Place): Promise<Person | undefined>;
  createBranch(place: Place, name: string, from?: string): Promise<void>;
  switchBranch(place: Place, name: string): Promise<void>;
  ahead(place: Place): Promise<number>;
  fetch(place: Place): Promise<void>;
  /**
   * Fetches, and moves the branch where that is a fast-forward. Where both have moved on it merges in the name of
   * `author`, or without one leaves everything as it is. A conflict leaves everything as it is too: `diverged`, with the
   * files in its detail.
   */
  pull(place: Place, author?: Person): Promise<Pulled>;
  push(place: Place): Promise<void>;
  search(place: Place, ref: string, text: string): Promise<Found[]>;
  zip(place: Place, ref: string): Promise<Uint8Array>;
}

/** Makes git's operations report progress to, and stop with, what is given. */
export type BindGit = (running: Running) => Git;

/** git as the page calls it; `with` adds progress and cancellation. */
export interface GitClient extends Git {
  with: BindGit;
}

/** An authorization that was answered with a 401. */
export interface Refused {
  authorization: string;
  problem: Problem;
  /** The answer's `Date` header. */
  date?: string;
}

/** What gives each request to the edge its authorization. After a 401 it gets what was refused, and gives another or throws. */
export type Authorize = (place: Place, refused?: Refused) => Promise<string>;

export interface Step {
  name: "clock" | "edge" | "identity" | "signature" | "repository" | "permission";
  state: "ok" | "failed" | "skipped";
  /** What was seen. */
  seen: string;
  problem?: Problem;
}

export interface ExplainedStep {
  title: string;
  /** What happens here and why, for people. */
  says: string;
  text: string;
}
