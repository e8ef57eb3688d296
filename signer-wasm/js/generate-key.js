import { CodeCommitSignerError } from './error.js';
import { fromPkcs8 } from './from-pkcs8.js';
import { sshKeysWasm } from './ssh-keys-wasm.js';

/** Generates an RSA key with WebCrypto and converts it to OpenSSH's form. */
export async function generateKey({ bits = 4096, comment, passphrase } = {}) {
  sshKeysWasm.assertLoaded();
  if (bits !== 3072 && bits !== 4096) {
    throw new CodeCommitSignerError('invalid_options', 'bits must be 3072 or 4096');
  }
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle) {
    throw new CodeCommitSignerError(
      'webcrypto_unavailable',
      'this page or program has no WebCrypto: open the page over https, or use Node.js 20 or later',
    );
  }

  const algorithm = { name: 'RSASSA-PKCS1-v1_5', modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
  const { privateKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const pkcs8 = new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
  try {
    return fromPkcs8(pkcs8, { comment, passphrase });
  } finally {
    pkcs8.fill(0);
  }
}
