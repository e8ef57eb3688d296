import { assertString } from './arguments.js';
import { CodeCommitSignerError, seen, signing } from './error.js';
import { publicKey } from './public-key.js';
import { sshKeysWasm } from './ssh-keys-wasm.js';
import { SshKeyPair } from './wasm/codecommit_signer_ssh_keys.js';

// Salt and check number of OpenSSH's private keys.
const RANDOM_BYTES = 20;

/** Converts an RSA private key in PKCS#8 to OpenSSH's form, encrypted if there is a passphrase. */
export function fromPkcs8(pkcs8, { comment = '', passphrase = '' } = {}) {
  sshKeysWasm.assertLoaded();
  const bytes = pkcs8Bytes(pkcs8);
  assertString(comment, 'invalid_comment', 'the comment');
  assertString(passphrase, 'invalid_passphrase', 'the passphrase');

  const pair = signing(() => new SshKeyPair(bytes, comment));
  // As bytes, which leave no copy in the wasm's memory.
  const secret = passphrase === '' ? undefined : new TextEncoder().encode(passphrase);
  try {
    const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
    const privateKey = signing(() => pair.privateKey(secret, random));
    const { openssh, format, ...described } = publicKey(pair.publicKey());
    return { privateKey, publicKey: openssh, ...described };
  } finally {
    secret?.fill(0);
    pair.free();
  }
}

function pkcs8Bytes(pkcs8) {
  if (pkcs8 instanceof ArrayBuffer) return new Uint8Array(pkcs8);
  if (ArrayBuffer.isView(pkcs8)) return new Uint8Array(pkcs8.buffer, pkcs8.byteOffset, pkcs8.byteLength);
  throw new CodeCommitSignerError('invalid_pkcs8', `the private key must be an ArrayBuffer or a view of one, saw ${seen(pkcs8)}`);
}
