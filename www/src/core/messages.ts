import { CoreError, type Problem } from "./api.ts";
import { translated } from "./foreign-error.ts";

/** What each code means for people, and what they can do: the edge's, the signer's, AWS's, and this page's own. */
const TEXTS: Record<string, readonly [sentence: string, next: string]> = {
  unauthenticated: ["The edge needs to know who you are.", "Sign in."],
  unrecognised_credential: ["The edge does not know this kind of credential.", "Sign in again, with keys or the company login."],
  credentials_expired: ["Your credentials have ended.", "Paste new keys, or sign in again."],
  signature_rejected: ["The signature was refused.", "Check that the keys were pasted whole, session token and all, and that they are of the right account and partition. With the company login, sign in again."],
  clock_skewed: ["This computer's clock is too far off.", "Set the clock, and try again."],
  access_denied: ["You are not allowed to do this.", "Ask for codecommit:GitPull, and for codecommit:GitPush where you want to push, on this repository."],
  region_not_allowed: ["This edge is not open to that region.", "Choose another region, or ask the edge's operator."],
  repository_not_allowed: ["This edge is not open to that repository.", "Ask the edge's operator."],
  origin_not_allowed: ["This edge does not serve pages of this address.", "Open the page at the edge's own address."],
  read_only: ["This edge is read-only.", "Push elsewhere. Your commits stay here until you delete the clone."],
  bad_region: ["This is not a region.", "Regions look like eu-west-1."],
  bad_repository_name: ["This is not a repository name.", "Repository names have up to 100 letters, digits, dots, dashes and underscores, and do not end in .git."],
  bad_profile_name: ["This is not a profile name.", "Profile names have lower-case letters, digits and dashes. Ask the edge's operator which profiles there are."],
  bad_request: ["The edge did not understand the request.", "Reload the page. If it stays, tell the edge's operator."],
  not_found: ["There is no such repository here.", "Check the name's case, the region, and whose credentials these are."],
  method_not_allowed: ["The edge does not know this request.", "Reload the page: it may be older than the edge."],
  unsupported_media_type: ["The edge does not know this request.", "Reload the page: it may be older than the edge."],
  push_too_large: ["The push is larger than this edge takes.", "Push fewer commits at a time, or push from a terminal."],
  throttled: ["Too many requests were sent in a short time.", "Wait a minute, and try again."],
  too_many_sign_ins: ["Too many requests to sign in came from your network.", "Wait a minute, and sign in again. If it happens often, ask the edge's operator to raise the limit."],
  misconfigured: ["The edge is not set up right.", "Tell its operator: the log says what is wrong."],
  internal: ["The edge had a fault, and has restarted.", "Try again."],
  https_required: ["The edge takes no plain HTTP.", "Use https:// in its address."],
  lfs_unsupported: ["CodeCommit has no Git LFS.", "Keep the files in git itself."],
  fetch_too_large: ["That is too much to ask for in one request.", "Fetch fewer branches and tags at a time."],
  unexpected_answer: ["Something other than CodeCommit answered the edge.", "Tell the edge's operator: the log has the request."],
  upstream_unreachable: ["The edge could not reach a service that it needs.", "Try again in a minute. The edge's own words name the service."],
  upstream_timeout: ["A service that the edge needs took too long to answer.", "Try again. The edge's own words name the service."],
  invalid_grant: ["Your login has ended.", "Sign in again."],
  temporarily_unavailable: ["The company's login could not be asked.", "Try again in a minute."],
  login_failed: ["The login did not come to its end.", "Sign in again, in this tab."],
  edge_unreachable: ["The edge could not be reached.", "Check the network, and try again."],
  not_the_edge: ["What answered is not the edge.", "Check the network, which may want you to sign in to it first, and try again."],
  page_incomplete: ["A part of this page could not be loaded.", "Check the network, and reload the page."],
  invalid_address: ["This is no address of a repository.", "It reads {region}/{repository}: eu-west-1/app."],
  aws_unreachable: ["AWS could not be reached from this page.", "Check the network. Type the repository's name instead of choosing it."],
  aws_refused: ["AWS refused the request.", "AWS's own words say why."],
  not_keys: ["This is none of the forms that keys come in.", "Paste export lines, PowerShell lines, an ini profile, or the JSON of the AWS CLI."],
  keys_incomplete: ["Part of the keys is missing.", "Paste all of them: access key id, secret access key and session token."],
  several_profiles: ["There are several profiles.", "Choose one."],
  clone_too_large: ["The repository is larger than the limit that was set.", "Clone only the latest commits, or only one branch, or raise the limit."],
  push_rejected: ["The push was refused.", "If the branch has moved on, pull first; else the server's own words say why."],
  push_unconfirmed: ["The server did not say whether it took the push.", "Pull to see what the server has, and push again."],
  remote_error: ["CodeCommit answered with an error.", "Its own words say why. If they do not help, ask the doctor."],
  diverged: ["Your branch and the server's have both moved on, and have changed the same places.", "Put your commits on a new branch and push that, or merge in a terminal."],
  merge_unsupported: ["These two histories cannot be merged here.", "Put your commits on a new branch and push that, or merge in a terminal."],
  unsaved_changes: ["There are changes that are not committed.", "Commit them first."],
  nothing_to_commit: ["Nothing has changed.", "Edit a file first."],
  already_cloned: ["This repository is cloned here already.", "Open it, or delete the clone first."],
  no_such_ref: ["There is no such branch, tag or commit here.", "Fetch, or choose another."],
  no_such_file: ["There is no such file here.", "Go back to the tree."],
  invalid_name: ["This name is not allowed in git.", "Choose another name."],
  name_taken: ["There is a file or a directory of this name.", "Choose another name, or delete what is there first."],
  is_link: ["This is a link to another file.", "Edit the file that it leads to."],
  branch_exists: ["There is a branch of this name, or one that it would be a part of.", "Choose another name, or switch to that branch."],
  no_author: ["git has to know who makes a commit.", "Enter your name and your e-mail address, without < and >."],
  storage_full: ["There is no more room in this browser's storage.", "Delete clones that you do not need, or clone only the latest commits or one branch."],
  git_failed: ["git could not do this.", "Try again. If it stays, the details help whoever looks into it."],
};

/** For a code that only a newer edge can have sent. */
const UNKNOWN = ["The edge refused this, for a reason that this page does not know.", "Its own words may say what to do. If not, reload the page: it may be older than the edge."] as const;

/** The codes that have a text. */
export const CODES: readonly string[] = Object.keys(TEXTS);

/** The problem of a code; `detail` is the server's own words. */
export function problemOf(code: string, detail?: string): Problem {
  const [sentence, next] = (Object.hasOwn(TEXTS, code) && TEXTS[code]) || UNKNOWN;
  return { code, sentence, next, ...(detail !== undefined && detail !== "" && { detail: detail.slice(0, 2000) }) };
}

/** The error of a code. */
export function failure(code: string, detail?: string): CoreError {
  return new CoreError(problemOf(code, detail));
}

/** The problem of whatever was thrown. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof CoreError) return error.problem;
  const { code = "git_failed", detail } = translated(error);
  const { code: own } = (error ?? {}) as { code?: unknown };
  return problemOf(typeof own === "string" && Object.hasOwn(TEXTS, own) ? own : code, detail);
}
