import { load } from './load.js';

/** Loads the wasm from beside this module; bundlers know this form of URL and carry the file along. */
export function init(input) {
  return load(open, input);
}

function open(input = new URL('./wasm/codecommit_signer_bg.wasm', import.meta.url)) {
  return input instanceof URL ? fetch(input) : input;
}
