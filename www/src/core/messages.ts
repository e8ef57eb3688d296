import { translated } from "./foreign-error.ts";
import { CoreError, type Problem } from "./problem.ts";

/** The message for each code: the codes of the edge, the signer, AWS and this page. */
const TEXTS: Record<string, readonly [sentence: string, next: string]> = {
  unauthenticated: ["The edge needs credentials for this request.", "Sign in."],
  unrecognised_credential: ["The edge does not accept this kind of credential.", "Sign in again with AWS keys or your company login."],
  credentials_expired: ["Your credentials have expired.", "Paste new keys, or sign in again."],
  signature_rejected: ["The signature was rejected.", "Check that you pasted the keys completely, including the session token, and that they belong to the right account and partition. With a company login, sign in again."],
  clock_skewed: ["This computer's clock is too far off.", "Set the clock, then try again."],
  access_denied: ["Access denied.", "Ask your administrator for codecommit:GitPull on this repository, and for codecommit:GitPush if you want to push."],
  assertion_rejected: ["The identity provider's response was not accepted.", "Sign in again, starting on this page. If this repeats, tell the edge's operator what the edge's page said."],
  call_not_signed: ["The edge did not accept the form of this request's signature.", "Reload the page: it may be older than the edge."],
  call_too_large: ["This request is too large for the edge to relay to AWS.", "Use the AWS CLI instead."],
  action_not_relayed: ["The edge does not relay this request to AWS.", "Reload the page: it may be newer than the edge. Otherwise, use the AWS CLI."],
  region_not_allowed: ["This edge does not allow that region.", "Choose another region, or ask the edge's operator to add it to ALLOWED_REGIONS."],
  repository_not_allowed: ["This edge does not allow that repository.", "Ask the edge's operator to add it to ALLOWED_REPOSITORIES."],
  origin_not_allowed: ["This edge does not accept requests from pages at this address.", "Open the page at the edge's own address."],
  navigation_required: ["A sign-in can only start in a browser tab.", "Open the edge's address in a tab, and sign in there."],
  read_only: ["You can read through this edge, but not push.", "Ask the edge's operator for write access, or push to CodeCommit directly. Your commits stay in this browser until you delete the clone."],
  bad_region: ["This is not a region.", "Enter a region such as eu-west-1."],
  bad_repository_name: ["This is not a repository name.", "Use up to 100 letters, digits, dots, dashes and underscores. The name must not end in .git."],
  bad_profile_name: ["This is not a profile name.", "Use lower-case letters, digits and dashes. Ask the edge's operator which profiles exist."],
  bad_request: ["The edge did not understand the request.", "Reload the page. If the error remains, tell the edge's operator."],
  not_found: ["The repository was not found.", "Check the spelling and case of its name, the region, and the account that you are signed in to."],
  method_not_allowed: ["The edge does not know this request.", "Reload the page: it may be older than the edge."],
  unsupported_media_type: ["The edge does not know this request.", "Reload the page: it may be older than the edge."],
  push_too_large: ["The push is larger than this edge allows.", "Push fewer commits at a time, or push from a terminal directly to CodeCommit."],
  throttled: ["Too many requests were sent in a short time.", "Wait a minute, then try again."],
  too_many_calls: ["Too many requests to AWS came from your network.", "Wait a minute, then try again. If this happens often, ask the edge's operator to raise the limit."],
  too_many_sign_ins: ["Too many sign-in requests came from your network.", "Wait a minute, then sign in again. If this happens often, ask the edge's operator to raise the limit."],
  misconfigured: ["This edge is misconfigured.", "Tell its operator: the log says what is wrong."],
  internal: ["The edge failed and has restarted.", "Try again."],
  https_required: ["The edge accepts only HTTPS.", "Use https:// in its address."],
  lfs_unsupported: ["CodeCommit does not support Git LFS.", "Store the files in git itself."],
  fetch_too_large: ["The request names too many branches and tags.", "Fetch fewer of them at a time."],
  unexpected_answer: ["The edge received an unexpected response from CodeCommit.", "Tell the edge's operator: the log has the request."],
  upstream_unreachable: ["The edge could not reach a service that it needs.", "Try again in a minute. The details name the service."],
  upstream_timeout: ["A service that the edge needs did not answer in time.", "Try again. The details name the service."],
  invalid_grant: ["Your sign-in has expired.", "Sign in again."],
  temporarily_unavailable: ["The company login is unavailable.", "Try again in a minute."],
  login_failed: ["The sign-in was not completed.", "Sign in again, in this tab."],
  edge_unreachable: ["The edge could not be reached.", "Check your network connection, then try again."],
  edge_failed: ["The edge failed to answer.", "Try again in a minute. If it fails again, tell the edge's operator what the details say."],
  not_the_edge: ["The response did not come from the edge.", "Check whether your network requires you to sign in first, then try again."],
  sign_out_unconfirmed: ["You are signed out in this browser, but the edge did not end your session.", "Try again. Otherwise, the session ends when it expires."],
  old_browser: ["This browser is too old for this page.", "Update it, or use Chrome or Edge 123, Firefox 127, Safari 17.5 or a newer version. You can also clone with git from this edge's address."],
  storage_blocked: ["This browser blocks this page's storage.", "Allow cookies and site data for this address, then reload the page. You can also clone with git from this edge's address."],
  page_incomplete: ["Part of this page could not be loaded.", "Check your network connection, then reload the page."],
  invalid_address: ["This is not the address of a repository.", "Enter a name, {region}/{repository}, or an address of CodeCommit, of its console or of this edge."],
  listing_denied: ["These credentials may not list repositories.", "Enter a repository's name or address to open it. To list repositories, ask your administrator for codecommit:ListRepositories."],
  profile_denied: ["You cannot use this profile with this sign-in.", "Choose another profile. The details show the reason."],
  aws_unreachable: ["This page could not reach AWS.", "Check your network connection, or enter the repository's name instead of choosing it."],
  aws_refused: ["AWS rejected the request.", "The details show the reason that AWS gave."],
  not_keys: ["The text contains no AWS keys in a known format.", "Paste export lines, PowerShell lines, an INI profile, or JSON from the AWS CLI."],
  keys_expired: ["These keys have expired.", "Copy new ones, for example from your access portal or from the AWS CLI. If the date below is in the future, set this computer's clock."],
  keys_incomplete: ["Part of the keys is missing.", "Paste the access key ID, the secret access key and the session token."],
  several_profiles: ["The text contains several profiles.", "Choose one."],
  clone_too_large: ["The repository is larger than the limit you set.", "Clone only the latest commit or only one branch, or raise the limit."],
  push_rejected: ["The push was rejected.", "If the server's branch has new commits, pull first. Otherwise, the details show the reason that the server gave."],
  not_fast_forward: ["The push was rejected: the server's branch has commits that this one does not have.", "Pull to merge them. To discard them instead, for example after amending a pushed commit, replace the server's branch."],
  branch_moved: ["The branch changed after you were asked, on the server or in this browser.", "Nothing was replaced. Pull to see the new commits, or try again to see what would be lost now."],
  push_unconfirmed: ["The server did not confirm the push.", "Pull to see what the server has, then push again."],
  remote_error: ["CodeCommit returned an error.", "The details show its message. If that does not help, run the doctor."],
  diverged: ["Your branch and the server's branch have conflicting changes.", "Pull, and resolve the conflicts."],
  merge_unsupported: ["These two histories have no commit in common.", "If this is a shallow clone, clone the repository again with its history. Otherwise create a branch from the other commit."],
  unfinished: ["A merge, a revert or a stash with conflicts is in progress.", "Finish or abort it first."],
  nothing_unfinished: ["No merge, revert or stash is in progress.", "Reload the page: it may have been finished in another tab."],
  unresolved: ["Some conflicts are not resolved yet.", "Resolve them, or abort the merge."],
  would_overwrite: ["This would overwrite changes that you have not committed.", "Commit, stash or discard these files first, or move them if git ignores them."],
  unsaved_changes: ["You have uncommitted changes.", "Commit or discard them first."],
  nothing_to_commit: ["There are no changes to commit.", "Edit a file first."],
  lfs_tracked: ["Git LFS tracks these files, and this page cannot send files to Git LFS. Committed here, their whole contents would be in git's history.", "Leave them out, and commit them with git and Git LFS in a terminal. To store them in git itself, first remove filter=lfs for them from .gitattributes."],
  lfs_conflict: ["Git LFS tracks this file, so git should have only a pointer to its contents. The file is not a pointer.", "Use one side. Otherwise edit the file: keep the lines of one pointer, and remove the conflict markers and the other pointer."],
  clone_gone: ["This clone was deleted in another tab.", "Clone the repository again."],
  changed_elsewhere: ["This file has changed since you opened it, for example in another tab.", "Choose which version to keep. Nothing was overwritten."],
  already_cloned: ["This repository is already cloned in this browser.", "Open it, or delete the clone first."],
  no_such_ref: ["The clone has no such branch, tag or commit.", "Pull, or choose another one."],
  no_such_file: ["The file was not found.", "Go back to the file list."],
  too_large_to_blame: ["This file is too large for blame in the browser.", "Use git blame in a terminal."],
  invalid_name: ["git does not allow this name.", "Choose another name."],
  unsupported_name: ["git does not check out a file with this name, because some systems read it as .git or as another folder.", "Read it in the history, and rename it with git in a terminal. The other files are not affected."],
  name_taken: ["A file or folder with this name exists already.", "Choose another name, or delete the existing one first."],
  has_submodule: ["This folder contains a submodule.", "Move or delete it with git in a terminal."],
  not_in_encoding: ["The file's encoding does not have every character of this text.", "Remove the characters that the details name, or save the file as UTF-8."],
  not_reversible: ["Saving this file would change more than your edits, because its encoding has several codes for one character.", "Read it here, and edit it with a program for this encoding."],
  is_link: ["This is a symbolic link.", "Edit the file that it points to."],
  branch_exists: ["A branch with this name, or with a name that conflicts with it, exists already.", "Choose another name, or switch to that branch."],
  tag_exists: ["A tag with this name, or with a name that conflicts with it, exists already.", "Choose another name, or delete that tag first."],
  checked_out: ["This branch is checked out.", "Check out another branch first."],
  no_author: ["git needs an author for the commit.", "Enter your name and your e-mail address, without < and >."],
  storage_full: ["This browser's storage is full.", "Delete clones that you do not need, or clone only the latest commit or one branch."],
  git_failed: ["git could not complete the operation.", "Try again. If it fails again, include the details when you report it."],
};

/** The message for a code that only a newer edge can have sent. */
const UNKNOWN = ["The edge rejected the request with a code that this page does not know.", "The details may say what to do. If not, reload the page: it may be older than the edge."] as const;

/** The codes that have a message. */
export const CODES: readonly string[] = Object.keys(TEXTS);

/** The problem with a code; `detail` is the server's own message. */
export function problemOf(code: string, detail?: string): Problem {
  const [sentence, next] = (Object.hasOwn(TEXTS, code) && TEXTS[code]) || UNKNOWN;
  return { code, sentence, next, ...(detail !== undefined && detail !== "" && { detail: detail.slice(0, 2000) }) };
}

/** An error with a code. */
export function failure(code: string, detail?: string): CoreError {
  return new CoreError(problemOf(code, detail));
}

/** The problem that a thrown value describes. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof CoreError) return error.problem;
  const { code = "git_failed", detail } = translated(error);
  const { code: own } = (error ?? {}) as { code?: unknown };
  return problemOf(typeof own === "string" && Object.hasOwn(TEXTS, own) ? own : code, detail);
}
