import { check, CodeCommitSignerError, generateKey, init, type SshKeyPair, type SshPublicKey } from "codecommit-signer/ssh-keys";

import { CoreError, type Problem } from "../api.ts";
import { failure } from "../messages.ts";

/** A checked text: a key that IAM accepts, or why it is none. */
export type CheckedKey = { key: SshPublicKey; problem?: undefined } | { key?: undefined; problem: Problem };

/** A generated key without its private key. */
export type GeneratedKey = Omit<SshKeyPair, "privateKey">;

/**
 * Loads what checks, converts and generates SSH keys.
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

/**
 * Generates an RSA key. The private key is only in the result.
 *
 * @throws {CoreError} for a passphrase or comment that OpenSSH or IAM does not accept
 */
export async function generateSshKey(options: { bits: 3072 | 4096; comment: string; passphrase: string }): Promise<SshKeyPair> {
  await loadSshKeys();
  try {
    return await generateKey(options);
  } catch (error) {
    if (!(error instanceof CodeCommitSignerError)) throw error;
    throw new CoreError(sshKeyProblem(error), { cause: error });
  }
}

/** The page's form of the signer's message: what was seen, and what to do. */
function sshKeyProblem({ code, message }: CodeCommitSignerError): Problem {
  const [, sentence = message, next = ""] = /^(.*?[.])\s+(.*)$/s.exec(message) ?? [];
  return { code, sentence, next };
}
