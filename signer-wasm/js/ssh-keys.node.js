import { open } from './open.node.js';
import { sshKeysWasm } from './ssh-keys-wasm.js';

export * from './ssh-keys-api.js';

// The wasm beside this module.
sshKeysWasm.isAt(open, () => new URL('./wasm/codecommit_signer_ssh_keys_bg.wasm', import.meta.url));

/** Loads the wasm. */
export function init(input) {
  return sshKeysWasm.load(input);
}
