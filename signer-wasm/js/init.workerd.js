import module from './wasm/codecommit_signer_bg.wasm';

import { load } from './load.js';

/** Instantiates the wasm that the runtime compiled at deployment; Workers may not compile any themselves. */
export function init(input) {
  return load(open, input);
}

function open(input = module) {
  return input instanceof URL ? fetch(input) : input;
}
