import type { Platform } from './platform.js';

/** AWS credentials in the format of the AWS SDK for JavaScript. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | null | undefined;
  /** A `Date`, a date as text (from STS, ISO 8601) or milliseconds since 1970. */
  readonly expiration?: Date | string | number | null | undefined;
}

/** A provider as in the AWS SDK: every call returns the current credentials. */
export type AwsCredentialsProvider = () => AwsCredentials | Promise<AwsCredentials>;

/** A `Date` or milliseconds since 1970. */
export type Time = Date | number;

/**
 * The address of a repository: `https://git-codecommit.{region}.amazonaws.com/v1/repos/{name}`,
 * `codecommit::{region}://{name}`, `{region}/{name}`, with a region given `codecommit://{name}`, its ARN
 * (`arn:aws:codecommit:{region}:{account}:{name}`), or with an edge given an address on the edge.
 */
export type RepositoryAddress = string | Platform<'URL', { readonly href: string }>;

export interface AddressOptions {
  /** The region for an address without one, such as `codecommit://{name}`. */
  region?: string | undefined;
  /**
   * The edge, such as `https://git.example.com`, if its addresses are used: `{edge}/{region}/{name}` and
   * `{edge}/{profile}/{region}/{name}`. The signature covers CodeCommit's host, as the edge expects.
   */
  edge?: string | Platform<'URL', { readonly href: string }> | undefined;
}

/** The credentials that git sends to CodeCommit, valid for one repository and about 15 minutes. */
export interface GitAuth {
  /** The access key id; for temporary credentials followed by `%` and the session token. */
  username: string;
  password: string;
  /** The value of an `Authorization` header with both. */
  authorization: string;
  /** The repository's URL as signed: without `.git` or a final slash. */
  url: string;
  region: string;
  /** 15 minutes after signing, or when the credentials expire. */
  expiresAt: Date;
}

export interface SignGitOptions extends AddressOptions {
  /** The time of signing, or a function that returns it; the current time by default. */
  now?: Time | (() => Time) | undefined;
}

/**
 * Signs a git password.
 *
 * @throws {CodeCommitSignerError}
 */
export function signGit(url: RepositoryAddress, credentials: AwsCredentials, options?: SignGitOptions): GitAuth;

/** The intermediate values of a git password, without secrets. */
export interface GitExplanation {
  canonicalRequest: string;
  /** Its SHA-256 in hex. */
  canonicalRequestHash: string;
  stringToSign: string;
  /** `{YYYYMMDD}/{region}/codecommit/aws4_request`, the scope of the signing key. */
  credentialScope: string;
  url: string;
  host: string;
  region: string;
}

/**
 * Explains how a git password is computed; needs no credentials.
 *
 * @throws {CodeCommitSignerError}
 */
export function explainGit(url: RepositoryAddress, options?: SignGitOptions): GitExplanation;

export interface GitSignerOptions extends AddressOptions {
  /** Returns the current time; by default `Date.now`. */
  now?: (() => Time) | undefined;
  /** How long before they expire to renew credentials, in milliseconds. Default: five minutes. */
  renewBefore?: number | undefined;
}

/**
 * Signs git passwords, renews the credentials, and corrects the clock.
 *
 * Every signature uses one snapshot of the credentials. The provider is called again before they expire. Concurrent
 * callers share the call. A failure is ignored while the old credentials are valid.
 */
export class GitSigner {
  constructor(credentials: AwsCredentials | AwsCredentialsProvider, options?: GitSignerOptions);

  /**
   * Signs a git password at the current time. Loads the wasm itself.
   *
   * @throws {CodeCommitSignerError}, or the error that the provider threw
   */
  sign(url: RepositoryAddress, options?: AddressOptions): Promise<GitAuth>;

  /** Another name for `sign`. */
  auth(url: RepositoryAddress, options?: AddressOptions): Promise<GitAuth>;

  /**
   * Corrects the clock with a response that has just arrived from the server: its `Date` header, its headers, or the
   * response itself. Ignores other values, and differences of a few seconds.
   *
   * @returns whether the clock was corrected
   */
  observeDate(source: unknown): boolean;

  /**
   * Drops the credentials: the next signature calls the provider first.
   *
   * @param username drop them only if they have this user name, which was rejected
   */
  invalidate(username?: string): void;

  /** Forgets all secrets; nothing can be signed afterwards. */
  dispose(): void;

  /** Another name for `dispose`. */
  free(): void;

  /** As `dispose`, for `using`. */
  [Symbol.dispose](): void;
}

/** A stable name for the kind of error. */
export type CodeCommitSignerErrorCode =
  | 'credentials_expired'
  | 'freed'
  | 'invalid_comment'
  | 'invalid_credentials'
  | 'invalid_host'
  | 'invalid_identity_file'
  | 'invalid_key_id'
  | 'invalid_options'
  | 'invalid_passphrase'
  | 'invalid_pkcs8'
  | 'invalid_region'
  | 'invalid_repository_name'
  | 'invalid_request'
  | 'invalid_timestamp'
  | 'invalid_url'
  | 'load_failed'
  | 'not_initialised'
  | 'region_mismatch'
  | 'region_required'
  | 'signature_rejected'
  | 'ssh_key_dsa'
  | 'ssh_key_ecdsa'
  | 'ssh_key_ed25519'
  | 'ssh_key_empty'
  | 'ssh_key_exponent'
  | 'ssh_key_extra_text'
  | 'ssh_key_incomplete'
  | 'ssh_key_malformed'
  | 'ssh_key_options'
  | 'ssh_key_private'
  | 'ssh_key_security_key'
  | 'ssh_key_several'
  | 'ssh_key_ssh_certificate'
  | 'ssh_key_too_few_bits'
  | 'ssh_key_too_long'
  | 'ssh_key_too_many_bits'
  | 'ssh_key_trailing_bytes'
  | 'ssh_key_type_mismatch'
  | 'ssh_key_type_missing'
  | 'ssh_key_unrecognized'
  | 'ssh_key_unsupported_type'
  | 'ssh_key_x509_certificate'
  | 'webcrypto_unavailable';

/** An error whose message contains no secret. */
export class CodeCommitSignerError extends Error {
  private constructor();
  readonly name: 'CodeCommitSignerError';
  readonly code: CodeCommitSignerErrorCode;
}

declare global {
  // As in TypeScript's own library, for programs whose `lib` is older.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}
