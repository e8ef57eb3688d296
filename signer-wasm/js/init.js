import { gitWasm } from './git-wasm.js';
import { open } from './open.js';

// The wasm beside this module. Bundlers recognise this form of URL and include the file.
gitWasm.isAt(open, () => new URL('./wasm/codecommit_signer_bg.wasm', import.meta.url));

/** Loads the wasm. */
export function init(input) {
  return gitWasm.load(input);
}
