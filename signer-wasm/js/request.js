import { open } from './open.js';
import { requestWasm } from './request-wasm.js';

export { CodeCommitSignerError } from './error.js';
export { signRequest } from './sign-request.js';

/** Loads the wasm beside this module. Bundlers recognise this form of URL and include the file. */
export function init(input = new URL('./wasm/codecommit_signer_request_bg.wasm', import.meta.url)) {
  return requestWasm.load(open, input);
}
