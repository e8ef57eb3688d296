/** AWS credentials in the shape that the AWS SDK for JavaScript uses. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | null;
  /** A `Date`, a date as text (STS's, ISO 8601) or milliseconds since 1970. */
  readonly expiration?: Date | string | number | null;
}

/** A provider as the AWS SDK has them: every call gives the credentials of that moment. */
export type AwsCredentialsProvider = () => AwsCredentials | Promise<AwsCredentials>;

/** A `Date` or milliseconds since 1970. */
export type Time = Date | number;

/** The wasm, where it is not beside the package's modules. */
export type WasmInput = WebAssembly.Module | BufferSource | URL | Response;

/**
 * Loads the wasm. Has to be awaited once before anything is signed; calling it again costs nothing, and after a
 * failure tries again.
 *
 * @throws {CodeCommitSignerError} `load_failed`
 */
export function init(input?: WasmInput | Promise<WasmInput>): Promise<void>;

/** What git sends to CodeCommit; holds for one repository and about 15 minutes. */
export interface GitAuth {
  /** The access key id, with `%` and the session token behind it where there is one. */
  username: string;
  password: string;
  /** The value of an `Authorization` header made of the two. */
  authorization: string;
  /** The repository's URL as signed: without `.git`, without a slash at the end. */
  url: string;
  region: string;
  /** 15 minutes after signing, or when the credentials end. */
  expiresAt: Date;
}

export interface SignGitOptions {
  /** The time of signing; by default the clock's. */
  now?: Time;
  /** The region of an address that names none, such as `codecommit://name`. */
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

/** The stages that lead to a git password, with nothing secret in them. */
export interface GitExplanation {
  canonicalRequest: string;
  /** Its SHA-256 in hex. */
  canonicalRequestHash: string;
  stringToSign: string;
  /** `{YYYYMMDD}/{region}/codecommit/aws4_request`, which names the signing key. */
  credentialScope: string;
  url: string;
  host: string;
  region: string;
}

/**
 * Shows how a git password comes about; needs no credentials.
 *
 * @throws {CodeCommitSignerError}
 */
export function explainGit(url: string, options?: SignGitOptions): GitExplanation;

export interface GitSignerOptions {
  /** Milliseconds since 1970; by default `Date.now`. */
  clock?: () => number;
  /** The region of addresses that name none. */
  region?: string;
  /** How long before their end to renew credentials, in milliseconds. Default: five minutes. */
  renewBefore?: number;
}

/**
 * Signs git passwords with credentials that it keeps fresh, at a time that it keeps right.
 *
 * Every signature is made from one snapshot of the credentials. A provider is asked again before they end; callers at
 * the same time share its answer, and while the old ones are valid a failure of the provider disturbs nobody.
 */
export class GitSigner {
  constructor(credentials: AwsCredentials | AwsCredentialsProvider, options?: GitSignerOptions);

  /**
   * Signs a git password for this moment.
   *
   * @throws {CodeCommitSignerError}, or what the provider threw
   */
  auth(url: string, options?: { region?: string }): Promise<GitAuth>;

  /**
   * Learns how wrong the clock is from an answer that has just come from the server: its `Date` header, its headers,
   * or the answer itself. Anything else, and a difference of a few seconds, is ignored.
   *
   * @returns whether signatures are at another time from now on
   */
  observeDate(source: unknown): boolean;

  /**
   * Drops the credentials: the next signature asks the provider first.
   *
   * @param username drop them only if they are the ones of this user name, which was refused
   */
  invalidate(username?: string): void;

  /** Forgets everything secret; nothing can be signed afterwards. */
  free(): void;
}

/** A stable name of what went wrong. */
export type CodeCommitSignerErrorCode =
  | 'credentials_expired'
  | 'freed'
  | 'invalid_credentials'
  | 'invalid_host'
  | 'invalid_options'
  | 'invalid_region'
  | 'invalid_repository_name'
  | 'invalid_request'
  | 'invalid_timestamp'
  | 'invalid_url'
  | 'load_failed'
  | 'not_initialised'
  | 'region_mismatch'
  | 'region_required'
  | 'signature_rejected';

/** No message has a secret in it. */
export class CodeCommitSignerError extends Error {
  private constructor();
  readonly name: 'CodeCommitSignerError';
  readonly code: CodeCommitSignerErrorCode;
}
