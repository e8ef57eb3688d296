import { gitWasm } from './git-wasm.js';
import { open } from './open.js';

/** Loads the wasm from beside this module; bundlers know this form of URL and carry the file along. */
export function init(input = new URL('./wasm/codecommit_signer_bg.wasm', import.meta.url)) {
  return gitWasm.load(open, input);
}
