import { open } from './open.node.js';
import { requestWasm } from './request-wasm.js';

export { CodeCommitSignerError } from './error.js';
export { signRequest } from './sign-request.js';

// The wasm beside this module.
requestWasm.isAt(open, () => new URL('./wasm/codecommit_signer_request_bg.wasm', import.meta.url));

/** Loads the wasm. */
export function init(input) {
  return requestWasm.load(input);
}
