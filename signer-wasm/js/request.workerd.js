import { open } from './open.js';
import { requestWasm } from './request-wasm.js';
import module from './wasm/codecommit_signer_request_bg.wasm';

export { CodeCommitSignerError } from './error.js';
export { signRequest } from './sign-request.js';

/** Instantiates the wasm that was compiled at deployment: Workers must not compile any themselves. */
export function init(input = module) {
  return requestWasm.load(open, input);
}
