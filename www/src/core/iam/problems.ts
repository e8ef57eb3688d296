import type { Problem } from "../problem.ts";

/** The messages for IAM's answers. They are loaded with the views that need them. */
const TEXTS = {
  iam_busy: ["Another change to this user is in progress.", "Wait a few seconds, then try again."],
  iam_denied: ["You do not have permission to do this.", "Ask your administrator to allow the action that the details name, for your own user."],
  iam_gone: ["IAM does not have this any more.", "Reload the list: it was changed elsewhere."],
  iam_limit: ["IAM allows no more of these for one user.", "Delete one that you no longer use."],
  iam_refused: ["IAM rejected the request.", "The details show the reason that IAM gave."],
  iam_session_without_mfa: [
    "IAM does not accept these session keys.",
    "If you got them with sts:GetSessionToken, IAM accepts them only if they were requested with MFA (--serial-number and --token-code). Request them again with MFA, or sign in with your user's access keys.",
  ],
  iam_unreadable: ["The response is not IAM's.", "Try again. If the error remains, tell the edge's operator."],
  git_credentials_gone: ["These Git credentials do not exist any more.", "They, or their user, were deleted or renamed elsewhere. Reload the list; if that does not help, sign in again."],
  git_credentials_limit: ["You already have two sets of Git credentials, and IAM allows no third.", "Delete the set that you no longer use. If you use both, replace one: the steps of a rotation are shown on this page."],
  ssh_key_duplicate: ["You have uploaded this key already.", "Choose another public key, or use the one in the list."],
  ssh_key_gone: ["This SSH key does not exist any more.", "It, or its user, was deleted or renamed elsewhere. Reload the list."],
  ssh_key_limit: ["You already have five SSH keys, and IAM allows no sixth.", "Delete a key that you no longer use, then upload this one."],
  ssh_key_not_accepted: ["IAM does not accept this public key.", "The details show the reason that IAM gave. Generate a new RSA key of 3,072 or 4,096 bits, and upload its public key."],
} as const satisfies Record<string, readonly [sentence: string, next: string]>;

/** The code of a message about IAM. */
export type IamCode = keyof typeof TEXTS;

/** These codes. */
export const IAM_CODES = Object.keys(TEXTS) as IamCode[];

/** The problem with a code. `detail` is IAM's own message; `operation` is the one that IAM rejected. */
export function iamProblem(code: IamCode, { detail, operation }: { detail?: string; operation?: string } = {}): Problem {
  const [sentence, next] = TEXTS[code];
  const problem = { code, sentence, next, ...(detail !== undefined && detail !== "" && { detail: detail.slice(0, 2000) }) };
  if (code !== "iam_denied" || operation === undefined) return problem;
  return { ...problem, sentence: `You do not have the permission iam:${operation}.`, next: `Ask your administrator to allow iam:${operation} for your own user, arn:aws:iam::*:user/\${aws:username}.` };
}
