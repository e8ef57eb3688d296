import type { AwsCredentials, AwsCredentialsProvider, GitAuth, GitSigner, GitSignerOptions } from './api.js';

/** The options for isomorphic-git's `clone`, `fetch`, `pull`, `push`, `getRemoteInfo` and `listServerRefs`. */
export interface CodeCommitAuthHandlers {
  onAuth(url: string): Promise<GitAuth>;
  /**
   * Signs once more if newer credentials or another time may help, otherwise throws `signature_rejected`.
   *
   * @throws {CodeCommitSignerError}, or the error that the provider threw
   */
  onAuthFailure(url: string, refused?: object): Promise<GitAuth>;
}

/**
 * isomorphic-git's handlers for CodeCommit; they load the wasm themselves. The same handlers serve any number of
 * operations, concurrently and for days.
 *
 * @param credentials the credentials, a provider of them, or a signer that is also used elsewhere
 */
export function codecommitAuth(
  credentials: AwsCredentials | AwsCredentialsProvider | GitSigner,
  options?: GitSignerOptions,
): CodeCommitAuthHandlers;
