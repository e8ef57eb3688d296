import { gitWasm } from './git-wasm.js';
import { open } from './open.node.js';

// The wasm beside this module.
gitWasm.isAt(open, () => new URL('./wasm/codecommit_signer_bg.wasm', import.meta.url));

/** Loads the wasm. */
export function init(input) {
  return gitWasm.load(input);
}
