import { gitWasm } from './git-wasm.js';
import base64 from './wasm/codecommit_signer_inline.js';

export * from './inline-api.js';

gitWasm.isEmbedded(() => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
