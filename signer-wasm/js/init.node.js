import { gitWasm } from './git-wasm.js';
import { open } from './open.node.js';

/** Loads the wasm beside this module. */
export function init(input = new URL('./wasm/codecommit_signer_bg.wasm', import.meta.url)) {
  return gitWasm.load(open, input);
}
