import { gitWasm } from './git-wasm.js';
import { open } from './open.js';
import module from './wasm/codecommit_signer_bg.wasm';

/** Instantiates the wasm that the runtime compiled at deployment; Workers may not compile any themselves. */
export function init(input = module) {
  return gitWasm.load(open, input);
}
