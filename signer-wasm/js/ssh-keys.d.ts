import type { WasmInput } from './index.js';

export { CodeCommitSignerError } from './api.js';

/**
 * Loads the wasm, which nothing else in the package uses. Must be awaited once before keys are checked, converted or
 * generated.
 *
 * @throws {CodeCommitSignerError} `load_failed`
 */
export function init(input?: WasmInput | Promise<WasmInput> | undefined): Promise<void>;

/** An RSA public key that IAM accepts for CodeCommit: 2,048 to 16,384 bits. */
export interface SshPublicKey {
  /** The form in which it was given. */
  format: 'openssh' | 'pkcs1' | 'rfc4716' | 'spki';
  /** The line to upload: `ssh-rsa AAAA… comment`, without a line break. */
  openssh: string;
  /** The length of the modulus. */
  bits: number;
  /** Empty if the key has no comment. Characters that IAM does not accept are replaced by question marks. */
  comment: string;
  /** The MD5 fingerprint as IAM shows it: 47 characters of hex and colons. */
  md5: string;
  /** The SHA-256 fingerprint as OpenSSH shows it: `SHA256:…`. */
  sha256: string;
}

/**
 * Checks a pasted or dropped public key: a line of a `.pub` file, PEM in both its forms (`BEGIN PUBLIC KEY`,
 * `BEGIN RSA PUBLIC KEY`) or an SSH2 block (RFC 4716, PuTTY), with any line breaks, wrapped, with a byte order mark.
 *
 * @throws {CodeCommitSignerError} with a code `ssh_key_…` for everything that IAM would refuse. Private keys are
 *   recognised first (`ssh_key_private`). The messages are sentences to show to users, and never quote the text.
 */
export function check(text: string): SshPublicKey;

/**
 * Converts a public key in any form to PEM (SubjectPublicKeyInfo, `BEGIN PUBLIC KEY`), which has no comment.
 *
 * @throws {CodeCommitSignerError} as `check`
 */
export function toPem(text: string): string;

/**
 * Converts a public key in any form to OpenSSH's line.
 *
 * @throws {CodeCommitSignerError} as `check`
 */
export function toOpenSsh(text: string): string;

export interface SshKeyOptions {
  /** Up to 256 characters of Latin-1, such as `jane@laptop`. */
  comment?: string | undefined;
  /** Encrypts the private key; at least five characters. Without one, or if it is empty, the key is not encrypted. */
  passphrase?: string | undefined;
}

/** A key pair. The private key is a secret: it belongs in a file that only its user can read. */
export interface SshKeyPair {
  /** The private key file for OpenSSH, `-----BEGIN OPENSSH PRIVATE KEY-----`. */
  privateKey: string;
  /** The line to upload. */
  publicKey: string;
  bits: number;
  comment: string;
  md5: string;
  sha256: string;
}

/**
 * Generates an RSA key with WebCrypto. Nothing is sent or stored: the private key is only in the returned object.
 *
 * @param options `bits` is 4096 by default. With a passphrase the calling thread is busy for about half a second.
 * @throws {CodeCommitSignerError}
 */
export function generateKey(options?: SshKeyOptions & { bits?: 3072 | 4096 | undefined }): Promise<SshKeyPair>;

/**
 * Converts an RSA private key from PKCS#8, as WebCrypto exports it, to OpenSSH's form.
 *
 * @throws {CodeCommitSignerError}
 */
export function fromPkcs8(pkcs8: ArrayBuffer | ArrayBufferView, options?: SshKeyOptions): SshKeyPair;

/** The published fingerprints of CodeCommit's host keys, by region. AWS's list for newer regions is not included. */
export const HOST_KEY_FINGERPRINTS: Readonly<Record<string, string | undefined>>;

export interface SshConfigOptions {
  /** The ID that IAM gave to the uploaded key, `APKA…`. */
  keyId: string;
  /** Default: `~/.ssh/codecommit_rsa`. */
  identityFile?: string | undefined;
  /** Any region of the partition that the lines are for. Default: the commercial regions. */
  region?: string | undefined;
  /**
   * Whether to allow SHA-1 signatures, which OpenSSH has refused since version 8.8. Needed only if `ssh` says "no
   * matching host key type found. Their offer: ssh-rsa" or "no mutual signature algorithm". Needs OpenSSH 8.5.
   */
  sha1?: boolean | undefined;
}

/**
 * The lines for `~/.ssh/config`. Needs no wasm.
 *
 * @throws {CodeCommitSignerError} `invalid_key_id`, `invalid_identity_file`, `invalid_region`
 */
export function sshConfig(options: SshConfigOptions): string;

/**
 * The command that clones a repository over SSH. Needs no wasm.
 *
 * @param options with `keyId` the command works without `~/.ssh/config`
 * @throws {CodeCommitSignerError} `invalid_key_id`, `invalid_region`, `invalid_repository_name`
 */
export function cloneCommand(options: { region: string; repository: string; keyId?: string | undefined }): string;
