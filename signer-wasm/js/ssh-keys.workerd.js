import { open } from './open.js';
import { sshKeysWasm } from './ssh-keys-wasm.js';
import module from './wasm/codecommit_signer_ssh_keys_bg.wasm';

export * from './ssh-keys-api.js';

/** Instantiates the wasm that was compiled at deployment: Workers must not compile any themselves. */
export function init(input = module) {
  return sshKeysWasm.load(open, input);
}
