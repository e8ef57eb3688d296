import * as glue from './wasm/codecommit_signer_request.js';
import { WasmModule } from './wasm-module.js';

/** The module that signs API calls. It is separate because it is half as large again as the other. */
export const requestWasm = new WasmModule(glue, './codecommit_signer_request_bg.js');
