import { gitWasm } from './git-wasm.js';
import { open } from './open.js';

/** Loads the wasm beside this module. Bundlers recognise this form of URL and include the file. */
export function init(input = new URL('./wasm/codecommit_signer_bg.wasm', import.meta.url)) {
  return gitWasm.load(open, input);
}
