import { open } from './open.node.js';
import { sshKeysWasm } from './ssh-keys-wasm.js';

export * from './ssh-keys-api.js';

/** Loads the wasm beside this module. */
export function init(input = new URL('./wasm/codecommit_signer_ssh_keys_bg.wasm', import.meta.url)) {
  return sshKeysWasm.load(open, input);
}
