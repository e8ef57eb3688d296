import type { AwsCredentials, AwsCredentialsProvider, GitAuth, GitSigner, GitSignerOptions } from './index.js';

/** What isomorphic-git takes as options of `clone`, `fetch`, `pull`, `push`, `getRemoteInfo` and `listServerRefs`. */
export interface CodeCommitAuthHandlers {
  onAuth(url: string): Promise<GitAuth>;
  /**
   * Signs once more where newer credentials or another time give hope, else throws `signature_rejected`.
   *
   * @throws {CodeCommitSignerError}, or what the provider threw
   */
  onAuthFailure(url: string, refused?: object): Promise<GitAuth>;
}

/**
 * isomorphic-git's handlers for CodeCommit; they load the wasm by themselves. The same handlers serve any number of
 * operations, at the same time and for days.
 *
 * @param credentials the credentials, a provider of them, or a signer that is in use elsewhere too
 */
export function codecommitAuth(
  credentials: AwsCredentials | AwsCredentialsProvider | GitSigner,
  options?: GitSignerOptions,
): CodeCommitAuthHandlers;
