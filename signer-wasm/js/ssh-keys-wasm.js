import * as glue from './wasm/codecommit_signer_ssh_keys.js';
import { WasmModule } from './wasm-module.js';

/** The module for SSH keys, which signing does not need. */
export const sshKeysWasm = new WasmModule(glue, './codecommit_signer_ssh_keys_bg.js');
