import { gitWasm } from './git-wasm.js';
import module from './wasm/codecommit_signer_bg.wasm';

export * from './inline-api.js';

// Workers must not compile wasm themselves, but instantiate at once what was compiled at deployment.
gitWasm.isEmbedded(() => module);
