/** AWS credentials in the format of the AWS SDK for JavaScript. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | null;
  /** A `Date`, a date as text (from STS, ISO 8601) or milliseconds since 1970. */
  readonly expiration?: Date | string | number | null;
}

/** A provider as in the AWS SDK: every call returns the current credentials. */
export type AwsCredentialsProvider = () => AwsCredentials | Promise<AwsCredentials>;

/** A `Date` or milliseconds since 1970. */
export type Time = Date | number;

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

export interface SignGitOptions {
  /** The time of signing; the current time by default. */
  now?: Time;
  /** The region for an address without one, such as `codecommit://name`. */
  region?: string;
}

/**
 * Signs a git password.
 *
 * @param url `https://git-codecommit.{region}.amazonaws.com/v1/repos/{name}`, `codecommit::{region}://{name}`,
 *   `{region}/{name}`, or with a region given `codecommit://{name}`
 * @throws {CodeCommitSignerError}
 */
export function signGit(url: string, credentials: AwsCredentials, options?: SignGitOptions): GitAuth;

/** The stages of a git password, without anything secret. */
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
export function explainGit(url: string, options?: SignGitOptions): GitExplanation;

export interface GitSignerOptions {
  /** Milliseconds since 1970; by default `Date.now`. */
  clock?: () => number;
  /** The region for addresses without one. */
  region?: string;
  /** How long before they expire to renew credentials, in milliseconds. Default: five minutes. */
  renewBefore?: number;
}

/**
 * Signs git passwords with credentials that it renews, at a time that it corrects.
 *
 * Every signature uses one snapshot of the credentials. The provider is called again before they expire. Concurrent
 * callers share the call, and a failure does not matter while the old credentials are valid.
 */
export class GitSigner {
  constructor(credentials: AwsCredentials | AwsCredentialsProvider, options?: GitSignerOptions);

  /**
   * Signs a git password at the current time. Loads the wasm itself.
   *
   * @throws {CodeCommitSignerError}, or the error that the provider threw
   */
  sign(url: string, options?: { region?: string }): Promise<GitAuth>;

  /** Another name for `sign`. */
  auth(url: string, options?: { region?: string }): Promise<GitAuth>;

  /**
   * Corrects the clock by a response that has just arrived from the server: its `Date` header, its headers, or the
   * response itself. Ignores anything else, and a difference of a few seconds.
   *
   * @returns whether signatures have another time from now on
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
