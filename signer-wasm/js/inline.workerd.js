import { gitWasm } from './git-wasm.js';
import module from './wasm/codecommit_signer_bg.wasm';

export * from './inline-api.js';

// Workers cannot compile wasm, but can synchronously instantiate a module that was compiled at deployment.
gitWasm.isEmbedded(() => module);
