import { open } from './open.js';
import { requestWasm } from './request-wasm.js';
import module from './wasm/codecommit_signer_request_bg.wasm';

export { CodeCommitSignerError } from './error.js';
export { signRequest } from './sign-request.js';

// The wasm that was compiled at deployment: Workers must not compile any themselves.
requestWasm.isAt(open, () => module);

/** Instantiates the wasm. */
export function init(input) {
  return requestWasm.load(input);
}
