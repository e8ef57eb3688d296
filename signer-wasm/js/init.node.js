import { readFile } from 'node:fs/promises';

import { load } from './load.js';

/** Loads the wasm from beside this module. */
export function init(input) {
  return load(open, input);
}

// `fetch` of Node.js knows no `file:`.
function open(input = new URL('./wasm/codecommit_signer_bg.wasm', import.meta.url)) {
  if (!(input instanceof URL)) return input;
  return input.protocol === 'file:' ? readFile(input) : fetch(input);
}
