export { CodeCommitSignerError } from './error.js';
export { generateKey } from './generate-key.js';
export { fromPkcs8 } from './from-pkcs8.js';
export { HOST_KEY_FINGERPRINTS } from './host-keys.js';
export { check, toOpenSsh, toPem } from './public-key.js';
export { cloneCommand, sshConfig } from './ssh-config.js';
