import { open } from './open.js';
import { sshKeysWasm } from './ssh-keys-wasm.js';
import module from './wasm/codecommit_signer_ssh_keys_bg.wasm';

export * from './ssh-keys-api.js';

// The wasm that was compiled at deployment: Workers must not compile any themselves.
sshKeysWasm.isAt(open, () => module);

/** Instantiates the wasm. */
export function init(input) {
  return sshKeysWasm.load(input);
}
