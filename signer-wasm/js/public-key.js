import { assertString } from './arguments.js';
import { signing } from './error.js';
import { sshKeysWasm } from './ssh-keys-wasm.js';
import * as wasm from './wasm/codecommit_signer_ssh_keys.js';

/** Checks a public key as pasted, and converts it to the line that IAM accepts. */
export function check(text) {
  sshKeysWasm.assertLoaded();
  assertKeyText(text);
  return publicKey(signing(() => wasm.checkSshKey(text)));
}

/** Converts a public key in any form to PEM. */
export function toPem(text) {
  sshKeysWasm.assertLoaded();
  assertKeyText(text);
  return signing(() => wasm.sshKeyToPem(text));
}

/** Converts a public key in any form to OpenSSH's line. */
export function toOpenSsh(text) {
  return check(text).openssh;
}

/** Converts the lines from the wasm to the object that is returned. */
export function publicKey(lines) {
  const [format, bits, md5, sha256, comment, openssh] = lines.split('\n');
  return { format, bits: Number(bits), md5, sha256, comment, openssh };
}

function assertKeyText(text) {
  assertString(text, 'ssh_key_unrecognized', 'the key');
}
