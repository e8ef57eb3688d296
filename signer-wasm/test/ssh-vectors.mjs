import { execFile } from 'node:child_process';
import { createPublicKey, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs `body` in a new directory. */
export async function inDirectory(body) {
  const dir = await mkdtemp(join(tmpdir(), 'codecommit-signer-ssh-'));
  try {
    return await body(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** What `ssh-keygen` prints. */
export async function sshKeygen(...args) {
  const { stdout } = await run('ssh-keygen', args);
  return stdout;
}

/** The length and both fingerprints of a key file, as `ssh-keygen -l` prints them. */
export async function fingerprints(file) {
  const [md5, sha256] = await Promise.all(['md5', 'sha256'].map((hash) => sshKeygen('-l', '-E', hash, '-f', file)));
  return { bits: Number(md5.split(' ')[0]), md5: md5.split(' ')[1].slice('MD5:'.length), sha256: sha256.split(' ')[1] };
}

/** Keys that `ssh-keygen` and OpenSSL make, with what `ssh-keygen` says of them. Plain JSON. */
export function sshVectors() {
  return inDirectory(async (dir) => ({
    good: [await realKey(dir, 2048), await realKey(dir, 3072), ...(await Promise.all([2048, 2049, 16_384].map((bits) => longNumber(dir, bits))))],
    wrong: await wrongKeys(dir),
  }));
}

async function realKey(dir, bits) {
  const file = join(dir, `rsa${bits}`);
  await sshKeygen('-q', '-t', 'rsa', '-b', bits, '-N', '', '-C', 'jane@laptop', '-f', file);
  return describe(`${file}.pub`, { real: true });
}

/** Nobody waits for a key of 16,384 bits: a number of that length will do, since nothing computes with it. */
async function longNumber(dir, bits) {
  const file = join(dir, `number${bits}.pub`);
  await writeFile(file, numberLine(bits));
  return describe(file, { real: false });
}

async function describe(file, { real }) {
  const openssh = (await readFile(file, 'utf8')).trim();
  const [pkcs1, spki, rfc4716] = await Promise.all(['PEM', 'PKCS8', 'RFC4716'].map((format) => sshKeygen('-e', '-m', format, '-f', file)));
  // A second opinion on the PEM.
  const exported = createPublicKey(spki).export({ type: 'spki', format: 'pem' });
  return { real, ...(await fingerprints(file)), forms: { openssh, pkcs1, spki, rfc4716 }, exported };
}

function numberLine(bits) {
  const number = randomBytes(Math.ceil(bits / 8));
  const top = (bits - 1) % 8;
  number[0] = (number[0] & ((1 << top) - 1)) | (1 << top);
  number[number.length - 1] |= 1;
  const positive = top === 7 ? Buffer.concat([Buffer.from([0]), number]) : number;
  const blob = Buffer.concat([Buffer.from('ssh-rsa'), Buffer.from([1, 0, 1]), positive].map(sshString));
  return `ssh-rsa ${blob.toString('base64')} ${bits}\n`;
}

function sshString(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Every kind of wrong key, as real programs write it: `{ name, text, code }`. */
async function wrongKeys(dir) {
  const wrong = [];
  const add = (name, code, text) => wrong.push({ name, code, text });
  const text = (file) => readFile(join(dir, file), 'utf8');

  for (const [type, code, ...options] of [
    ['ed25519', 'ssh_key_ed25519'],
    ['ecdsa', 'ssh_key_ecdsa', '-b', '384'],
    ['dsa', 'ssh_key_dsa'],
  ]) {
    // OpenSSH 10 makes no DSA keys any more.
    if (!(await sshKeygen('-q', '-t', type, ...options, '-N', '', '-f', join(dir, type)).then(() => true, () => false))) continue;
    add(type, code, await text(`${type}.pub`));
    add(`${type}, private`, 'ssh_key_private', await text(type));
  }
  await sshKeygen('-q', '-t', 'rsa', '-b', '1024', '-N', '', '-f', join(dir, 'rsa1024'));
  add('1,024 bits', 'ssh_key_too_few_bits', await text('rsa1024.pub'));
  add('16,385 bits', 'ssh_key_too_many_bits', numberLine(16_385));

  await sshKeygen('-q', '-s', join(dir, 'ed25519'), '-I', 'jane', join(dir, 'rsa2048.pub'));
  add('an OpenSSH certificate', 'ssh_key_ssh_certificate', await text('rsa2048-cert.pub'));
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(dir, 'tls.key'), '-out', join(dir, 'tls.crt'), '-subj', '/CN=x']);
  add('an X.509 certificate', 'ssh_key_x509_certificate', await text('tls.crt'));
  add('OpenSSL, PKCS#8', 'ssh_key_private', await text('tls.key'));

  for (const [name, ...options] of [
    ['OpenSSH'],
    ['OpenSSH with a passphrase', '-N', 'hunter2hunter2'],
    ['PKCS#1', '-m', 'PEM'],
    ['PKCS#1 with a passphrase', '-m', 'PEM', '-N', 'hunter2hunter2'],
    ['PKCS#8', '-m', 'PKCS8'],
    ['PKCS#8 with a passphrase', '-m', 'PKCS8', '-N', 'hunter2hunter2'],
  ]) {
    const file = `private${wrong.length}`;
    await sshKeygen('-q', '-t', 'rsa', '-b', '2048', ...(options.includes('-N') ? [] : ['-N', '']), ...options, '-f', join(dir, file));
    add(`private: ${name}`, 'ssh_key_private', await text(file));
  }
  return wrong;
}
