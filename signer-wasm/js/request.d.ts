import type { AwsCredentials, Time } from './api.js';
import type { WasmInput } from './index.js';

export { CodeCommitSignerError } from './api.js';

/**
 * Loads the wasm, which is not the one for git passwords. Must be awaited once before anything is signed.
 *
 * @throws {CodeCommitSignerError} `load_failed`
 */
export function init(input?: WasmInput | Promise<WasmInput> | undefined): Promise<void>;

/** The AWS API call to send. */
export interface AwsRequest {
  /** In upper case. */
  method: string;
  /** Signed unchanged: encode it first if necessary. */
  url: string;
  /** All of them are signed; `Host` is taken from the URL if it is missing. */
  headers?: Readonly<Record<string, string>> | Iterable<readonly [string, string]> | undefined;
  body?: string | ArrayBuffer | ArrayBufferView | null | undefined;
}

export interface SignRequestOptions {
  /** The service's signing name, such as `sts`. */
  service: string;
  region: string;
  /** The time of signing, or a function that returns it; the current time by default. */
  now?: Time | (() => Time) | undefined;
  /** Whether to normalize the path before signing, as every service but S3 does. Default: `true`. */
  normalizePath?: boolean | undefined;
  /** Whether to send the body's hash in `x-amz-content-sha256`. Default: `false`. */
  contentSha256?: boolean | undefined;
  /** Whether the signature covers the session token; only IoT requires `'unsigned'`. Default: `'signed'`. */
  sessionTokenHeader?: 'signed' | 'unsigned' | undefined;
}

/**
 * Signs an AWS API call (Signature Version 4, in the `Authorization` header).
 *
 * @returns the headers to add to the request
 * @throws {CodeCommitSignerError}
 */
export function signRequest(
  request: AwsRequest,
  credentials: AwsCredentials,
  options: SignRequestOptions,
): { headers: Record<string, string> };
