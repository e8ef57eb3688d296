import { check, CodeCommitSignerError, init, type SshPublicKey } from "codecommit-signer/ssh-keys";

import { failure } from "../messages.ts";
import type { Problem } from "../problem.ts";
import { sshKeyProblem } from "./ssh-key-problem.ts";

/** A checked text: a key that IAM accepts, or why IAM does not accept it. */
export type CheckedKey = { key: SshPublicKey; problem?: undefined } | { key?: undefined; problem: Problem };

/**
 * Loads what checks SSH keys.
 *
 * @throws {CoreError} `page_incomplete`
 */
export async function loadSshKeys(): Promise<void> {
  await init().catch(() => {
    throw failure("page_incomplete");
  });
}

/** Checks a pasted or dropped text after `loadSshKeys`. The problem contains nothing of the text. */
export function checkSshKey(text: string): CheckedKey {
  try {
    return { key: check(text) };
  } catch (error) {
    if (!(error instanceof CodeCommitSignerError)) throw error;
    return { problem: sshKeyProblem(error) };
  }
}

/** Whether the text was a private key, which must not be shown or sent. */
export function isPrivate({ problem }: CheckedKey): boolean {
  return problem?.code === "ssh_key_private";
}
