import * as glue from './wasm/codecommit_signer.js';
import { WasmModule } from './wasm-module.js';

/** The module that signs git passwords. */
export const gitWasm = new WasmModule(glue, './codecommit_signer_bg.js');
