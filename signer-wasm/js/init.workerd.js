import { gitWasm } from './git-wasm.js';
import { open } from './open.js';
import module from './wasm/codecommit_signer_bg.wasm';

/** Instantiates the wasm that was compiled at deployment: Workers must not compile any themselves. */
export function init(input = module) {
  return gitWasm.load(open, input);
}
