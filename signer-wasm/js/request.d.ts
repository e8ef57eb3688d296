import type { AwsCredentials, Time, WasmInput } from './index.js';

export { CodeCommitSignerError } from './index.js';

/**
 * Loads the wasm, which is another one than that of the git passwords. Has to be awaited once before anything is signed.
 *
 * @throws {CodeCommitSignerError} `load_failed`
 */
export function init(input?: WasmInput | Promise<WasmInput>): Promise<void>;

/** An AWS API call as it will be sent. */
export interface AwsRequest {
  /** In upper case. */
  method: string;
  /** Signed as it stands: encode what has to be encoded. */
  url: string;
  /** Every one is signed; `Host` is taken from the URL where it is not here. */
  headers?: Readonly<Record<string, string>> | Iterable<readonly [string, string]>;
  body?: string | ArrayBuffer | ArrayBufferView | null;
}

export interface SignRequestOptions {
  /** The service's signing name, such as `sts`. */
  service: string;
  region: string;
  /** The time of signing; by default the clock's. */
  now?: Time;
  /** Take dots and double slashes out of the path before signing, as every service but S3 does. Default: `true`. */
  normalizePath?: boolean;
  /** Send the body's hash in `x-amz-content-sha256`. Default: `false`. */
  contentSha256?: boolean;
  /** Whether the signature covers the session token; IoT alone wants it `'unsigned'`. Default: `'signed'`. */
  sessionTokenHeader?: 'signed' | 'unsigned';
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
