import { gitWasm } from './git-wasm.js';
import { open } from './open.js';
import module from './wasm/codecommit_signer_bg.wasm';

// The wasm that was compiled at deployment: Workers must not compile any themselves.
gitWasm.isAt(open, () => module);

/** Instantiates the wasm. */
export function init(input) {
  return gitWasm.load(input);
}
