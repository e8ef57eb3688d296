import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { check, fromPkcs8, generateKey, init, sshConfig, toPem } from 'codecommit-signer/ssh-keys';

import { fingerprints, inDirectory, sshKeygen } from './ssh-vectors.mjs';

const run = promisify(execFile);
const KEY_ID = 'APKAEIBAERJR2EXAMPLE';

await init();

/** Writes a private key as `ssh` requires it, and returns the file's name. */
async function keyFile(dir, privateKey) {
  const file = join(dir, 'key');
  await writeFile(file, privateKey, { mode: 0o600 });
  return file;
}

for (const passphrase of [undefined, 'hunter2', 'p\u00e4ssw\u00f6rd \u{1F511} with spaces']) {
  for (const bits of [3072, 4096]) {
    test(`ssh-keygen reads a generated key of ${bits} bits, ${passphrase ? `passphrase ${passphrase}` : 'no passphrase'}`, () =>
      inDirectory(async (dir) => {
        const key = await generateKey({ bits, comment: 'jane@laptop', passphrase });
        const file = await keyFile(dir, key.privateKey);
        assert.equal((await sshKeygen('-y', '-P', passphrase ?? '', '-f', file)).trim(), key.publicKey);
        if (passphrase) await assert.rejects(sshKeygen('-y', '-P', 'wrong', '-f', file), /incorrect passphrase/);
        assert.deepEqual(await fingerprints(file), { bits, md5: key.md5, sha256: key.sha256 });

        // ssh-keygen checks the numbers when it signs, and OpenSSL when it reads the PKCS#8.
        await writeFile(join(dir, 'text'), 'text');
        await sshKeygen('-p', '-P', passphrase ?? '', '-N', '', '-f', file);
        await sshKeygen('-Y', 'sign', '-n', 'file', '-f', file, join(dir, 'text'));
        await sshKeygen('-p', '-N', '', '-m', 'PKCS8', '-f', file);
        const privateKey = createPrivateKey(await readFile(file));
        const signature = sign('sha256', Buffer.from('text'), privateKey);
        assert.ok(verify('sha256', Buffer.from('text'), createPublicKey(toPem(key.publicKey)), signature));
      }));
  }
}

test('a converted key has the same numbers as its PKCS#8 source', () =>
  inDirectory(async (dir) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
    const file = await keyFile(dir, fromPkcs8(pkcs8).privateKey);
    await sshKeygen('-p', '-N', '', '-m', 'PKCS8', '-f', file);
    assert.deepEqual(createPrivateKey(await readFile(file)).export({ format: 'jwk' }), privateKey.export({ format: 'jwk' }));
  }));

test('ssh-keygen writes the same file, except for random numbers', () =>
  inDirectory(async (dir) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
    const ours = fromPkcs8(privateKey.export({ type: 'pkcs8', format: 'der' }), { comment: 'jane@laptop' });
    const file = await keyFile(dir, ours.privateKey);
    await copyFile(file, join(dir, 'theirs'));
    await sshKeygen('-p', '-N', '', '-f', join(dir, 'theirs'));
    const [a, b] = (await Promise.all(['key', 'theirs'].map((name) => readFile(join(dir, name), 'utf8')))).map(bytes);
    assert.equal(a.length, b.length);
    // The check number, twice: the only bytes that differ.
    const differing = [...a.keys()].filter((i) => a[i] !== b[i]);
    assert.ok(differing.length <= 8 && differing.at(-1) - differing[0] < 8, `${differing}`);
  }));

function bytes(pem) {
  return Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64');
}

test('ssh-keygen reads keys converted to PEM', () =>
  inDirectory(async (dir) => {
    const { publicKey, sha256 } = await generateKey({ bits: 3072 });
    await writeFile(join(dir, 'key.pem'), toPem(publicKey));
    const line = await sshKeygen('-i', '-m', 'PKCS8', '-f', join(dir, 'key.pem'));
    assert.equal(line.trim(), publicKey);
    assert.equal(check(line).sha256, sha256);
  }));

/** What `ssh` makes of the lines for a host, by option. */
async function sshOptions(dir, config, host) {
  await writeFile(join(dir, 'config'), config);
  const { stdout } = await run('ssh', ['-G', '-F', join(dir, 'config'), host]);
  return Object.fromEntries(stdout.split('\n').map((line) => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)]));
}

/** The key file that `ssh` finds in its configuration, with everything expanded; it then fails to connect. */
async function keyThatSshLooksFor(dir) {
  const args = ['-v', '-F', join(dir, 'config'), '-o', 'ProxyCommand=false', 'git-codecommit.eu-west-1.amazonaws.com'];
  const { stderr } = await run('ssh', args).catch((error) => error);
  return /^debug1: identity file (.*) type -?\d+\r?$/m.exec(stderr)?.[1];
}

test('ssh parses the generated configuration as intended', () =>
  inDirectory(async (dir) => {
    for (const identityFile of ['~/.ssh/codecommit_rsa', '/keys/jane doe', '/keys/#1 100% %h', "/it's"]) {
      const config = sshConfig({ keyId: KEY_ID, identityFile });
      const options = await sshOptions(dir, config, 'git-codecommit.eu-west-1.amazonaws.com');
      assert.equal(options.user, KEY_ID);
      // ssh takes the home directory from the password database, not from HOME.
      assert.equal(await keyThatSshLooksFor(dir), identityFile.replace(/^~/, userInfo().homedir));
      assert.equal(options.identitiesonly, 'yes');
      assert.doesNotMatch(options.pubkeyacceptedalgorithms, /(^|,)ssh-rsa(,|$)/);
    }
    for (const [region, host, other] of [
      ['eu-west-1', 'git-codecommit.us-east-1.amazonaws.com', 'git-codecommit.cn-north-1.amazonaws.com.cn'],
      ['cn-north-1', 'git-codecommit.cn-northwest-1.amazonaws.com.cn', 'git-codecommit.eu-west-1.amazonaws.com'],
      ['us-gov-west-1', 'git-codecommit.us-gov-east-1.amazonaws.com', 'git-codecommit.us-east-1.amazonaws.com'],
    ]) {
      const config = sshConfig({ keyId: KEY_ID, region, sha1: true });
      const options = await sshOptions(dir, config, host);
      assert.equal(options.user, KEY_ID, host);
      assert.match(options.pubkeyacceptedalgorithms, /(^|,)ssh-rsa(,|$)/);
      assert.match(options.hostkeyalgorithms, /(^|,)ssh-rsa(,|$)/);
      assert.notEqual((await sshOptions(dir, config, other)).user, KEY_ID, other);
    }
  }));
