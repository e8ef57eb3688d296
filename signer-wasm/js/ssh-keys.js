import { open } from './open.js';
import { sshKeysWasm } from './ssh-keys-wasm.js';

export * from './ssh-keys-api.js';

/** Loads the wasm beside this module. Bundlers recognise this form of URL and include the file. */
export function init(input = new URL('./wasm/codecommit_signer_ssh_keys_bg.wasm', import.meta.url)) {
  return sshKeysWasm.load(open, input);
}
