// Moved: import each type from the module that defines it.
export type { Refused, Authorize } from "./authorization.ts";
export type { Identity } from "./aws.ts";
export type { Refs, Ref, Branch } from "./branching-api.ts";
export type { CloneOptions, CloneSummary } from "./cloning-api.ts";
export type { StatusEntry } from "./committing-api.ts";
export type { Recognised, Keys } from "./credentials.ts";
export type { Step } from "./doctor.ts";
export type { EdgeConfig, EdgeSession } from "./edge.ts";
export type { ExplainedStep } from "./explain.ts";
export type { Git, Progress, Running, BindGit, GitClient } from "./git-api.ts";
export type { FileCommit, LastCommit, BlamedLines, Blame } from "./inspecting-api.ts";
export type { Person } from "./person.ts";
export { type Problem, CoreError } from "./problem.ts";
export type { Entry, WorkingEntry, FileAt, Commit, Change, Found, SearchResult } from "./reading-api.ts";
export type { RepositorySummary, RepositoryList } from "./repositories.ts";
export type { RepositoryRef } from "./repository-ref.ts";
export type { Pulled } from "./synchronising-api.ts";
