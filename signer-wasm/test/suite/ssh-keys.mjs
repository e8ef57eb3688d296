import { deepEqual, equal, ok, rejects, throws } from '../assert.mjs';

const KEY_ID = 'APKAEIBAERJR2EXAMPLE';

export function sshKeyCases({ sshKeys, CodeCommitSignerError }, { ssh }) {
  const { check, toPem, toOpenSsh, fromPkcs8, generateKey, sshConfig, cloneCommand, HOST_KEY_FINGERPRINTS } = sshKeys;

  return {
    'before init, the functions for SSH keys explain how to initialise': async () => {
      throws(() => check('ssh-rsa AAAA'), 'not_initialised', { Error: CodeCommitSignerError });
      throws(() => toPem('ssh-rsa AAAA'), 'not_initialised');
      throws(() => fromPkcs8(new Uint8Array()), 'not_initialised');
      await rejects(generateKey(), 'not_initialised');
      ok(sshConfig({ keyId: KEY_ID }).length > 0, 'needs no wasm');
      await sshKeys.init();
    },

    'every form of a key has the fingerprints that ssh-keygen prints': () => {
      for (const { bits, md5, sha256, forms } of ssh.good) {
        for (const [format, text] of Object.entries(forms)) {
          const key = check(text);
          deepEqual({ format: key.format, bits: key.bits, md5: key.md5, sha256: key.sha256 }, { format, bits, md5, sha256 });
          equal(key.openssh.split(' ')[1], forms.openssh.split(' ')[1]);
          equal(key.md5.length, 47);
        }
      }
    },

    'keeps the comment of a line': () => {
      const { forms } = ssh.good[0];
      equal(check(forms.openssh).comment, 'jane@laptop');
      equal(check(forms.openssh).openssh, forms.openssh);
      equal(check(forms.spki).comment, '');
    },

    'conversions agree with ssh-keygen and OpenSSL': () => {
      for (const { forms, exported } of ssh.good) {
        const [kind, data] = forms.openssh.split(' ');
        for (const text of Object.values(forms)) equal(toPem(text), exported);
        equal(toOpenSsh(forms.spki), `${kind} ${data}`);
        equal(toOpenSsh(forms.pkcs1), `${kind} ${data}`);
      }
    },

    'ignores line breaks, Windows line endings, a byte order mark and spaces': () => {
      const { forms, sha256 } = ssh.good[0];
      const wrapped = forms.openssh.replace(/(.{70})(?=\S)/g, '$1\r\n');
      ok(wrapped.includes('\r\n'));
      for (const text of [wrapped, `\ufeff${forms.openssh}\r\n`, `  ${forms.openssh}  `, ...Object.values(forms).map((form) => form.replaceAll('\n', '\r\n'))]) {
        equal(check(text).sha256, sha256, text);
      }
    },

    'refuses each kind of wrong key with its own message, which quotes nothing': () => {
      const messages = new Map();
      for (const { name, code, text } of ssh.wrong) {
        for (const given of [text, text.replaceAll('\n', '\r\n'), `\ufeff${text}`]) {
          const error = throws(() => check(given), code, { Error: CodeCommitSignerError });
          for (const word of text.split(/\s+/)) ok(word.length < 20 || !`${error.message}${error.stack}`.includes(word), name);
          messages.set(error.code, error.message);
        }
      }
      equal(new Set(messages.values()).size, messages.size);
      for (const message of messages.values()) ok(/^[A-Z].*[.:] .*\.$/.test(message), message);
    },

    'refuses values other than strings without quoting them': () => {
      for (const value of [undefined, null, 1, ['hunter2'], { toString: () => 'hunter2' }]) {
        for (const call of [check, toPem, toOpenSsh]) ok(!throws(() => call(value), 'ssh_key_unrecognized').message.includes('hunter2'));
      }
    },

    'a generated key is a pair in OpenSSH form': async () => {
      const { privateKey, publicKey, ...rest } = await generateKey({ bits: 3072, comment: 'jane@page' });
      ok(privateKey.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU'), 'not encrypted');
      const { bits, md5, sha256, comment } = check(publicKey);
      deepEqual(rest, { bits, md5, sha256, comment });
      equal(bits, 3072);
      equal(comment, 'jane@page');
      throws(() => check(privateKey), 'ssh_key_private');
    },

    'a passphrase encrypts the private key, each time with another salt': async () => {
      const pkcs8 = await rsaPkcs8();
      const files = [1, 2].map(() => fromPkcs8(pkcs8, { passphrase: 'hunter2hunter2' }).privateKey);
      for (const file of files) ok(file.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0'), 'encrypted');
      ok(files[0] !== files[1]);
      ok(fromPkcs8(pkcs8, { passphrase: '' }).privateKey.includes('AAAABG5vbmU'), 'an empty passphrase is none');
    },

    'refuses invalid options without quoting them': async () => {
      const pkcs8 = await rsaPkcs8();
      const before = [...pkcs8];
      for (const [options, code] of [
        [{ comment: 'hunter2\nx' }, 'invalid_comment'],
        [{ comment: ['hunter2'] }, 'invalid_comment'],
        [{ comment: '\u{1F511}' }, 'invalid_comment'],
        [{ passphrase: 'hunt' }, 'invalid_passphrase'],
        [{ passphrase: 'hunter2\n' }, 'invalid_passphrase'],
        [{ passphrase: ['hunter2'] }, 'invalid_passphrase'],
      ]) {
        const { message } = throws(() => fromPkcs8(pkcs8, options), code);
        ok(!message.includes('hunt'), message);
      }
      for (const value of [undefined, 'hunter2', [1], new Uint8Array(), new Uint8Array([0x30, 0]), pkcs8.slice(0, -1)]) {
        throws(() => fromPkcs8(value), 'invalid_pkcs8');
      }
      for (const bits of [1024, 2048, 4096.5, '4096']) await rejects(generateKey({ bits }), 'invalid_options');
      deepEqual([...pkcs8], before, 'the bytes are the caller\u2019s');
    },

    'the lines for ssh name the hosts of the partition': () => {
      equal(
        sshConfig({ keyId: KEY_ID }),
        `Host git-codecommit.*.amazonaws.com\n  User ${KEY_ID}\n  IdentityFile ~/.ssh/codecommit_rsa\n  IdentitiesOnly yes\n`,
      );
      for (const [region, host] of [
        ['eu-west-1', 'git-codecommit.*.amazonaws.com'],
        ['cn-north-1', 'git-codecommit.*.amazonaws.com.cn'],
        ['us-gov-east-1', 'git-codecommit.us-gov-*.amazonaws.com'],
        ['eusc-de-east-1', 'git-codecommit.*.amazonaws.eu'],
      ]) {
        ok(sshConfig({ keyId: KEY_ID, region }).startsWith(`Host ${host}\n`), region);
      }
      const sha1 = sshConfig({ keyId: KEY_ID, sha1: true });
      ok(sha1.endsWith('  HostkeyAlgorithms +ssh-rsa\n  PubkeyAcceptedAlgorithms +ssh-rsa\n'), sha1);
    },

    'quotes file names for ssh, or refuses them': () => {
      for (const [identityFile, written] of [
        ['~/.ssh/id_rsa', '~/.ssh/id_rsa'],
        ['/home/jane doe/key', '"/home/jane doe/key"'],
        ['/keys/#1', '"/keys/#1"'],
        ['/keys/100%', '/keys/100%%'],
        ['C:\\Users\\jane\\.ssh\\key', 'C:/Users/jane/.ssh/key'],
        ["/it's", '"/it\'s"'],
      ]) {
        ok(sshConfig({ keyId: KEY_ID, identityFile }).includes(`\n  IdentityFile ${written}\n`), written);
      }
      for (const identityFile of ['', ' ', 'none', 'a"b', 'a\\b', 'a\nProxyCommand x', 'a\u0000', '${HOME}/key', 1, null]) {
        throws(() => sshConfig({ keyId: KEY_ID, identityFile }), 'invalid_identity_file');
      }
      for (const keyId of [undefined, '', 'APKA', `${KEY_ID}\nProxyCommand x`, `${KEY_ID} x`, `${KEY_ID}@evil`, 1]) {
        throws(() => sshConfig({ keyId }), 'invalid_key_id');
      }
      for (const region of ['', 'eu-west-1.evil.tld', '*', 'eu-west-1\n', 'us-iso-east-1', 1]) {
        throws(() => sshConfig({ keyId: KEY_ID, region }), 'invalid_region');
      }
    },

    'the clone command accepts only valid repository and region names': () => {
      equal(cloneCommand({ region: 'eu-west-1', repository: 'app' }), 'git clone ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app');
      equal(
        cloneCommand({ region: 'cn-north-1', repository: 'app', keyId: KEY_ID }),
        `git clone ssh://${KEY_ID}@git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/app`,
      );
      for (const repository of ['', 'a b', '$(id)', 'a;b', '..', 'app.git', undefined]) {
        throws(() => cloneCommand({ region: 'eu-west-1', repository }), 'invalid_repository_name');
      }
      throws(() => cloneCommand({ region: 'eu-west-1;id', repository: 'app' }), 'invalid_region');
      throws(() => cloneCommand({ region: 'eu-west-1', repository: 'app', keyId: '-oProxyCommand=x' }), 'invalid_key_id');
    },

    'host key fingerprints are complete, and cover the regions of the published list': () => {
      for (const [region, fingerprint] of Object.entries(HOST_KEY_FINGERPRINTS)) {
        // 32 bytes: the last character has two unused bits, which are zero.
        ok(/^SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]$/.test(fingerprint), region);
        ok(cloneCommand({ region, repository: 'app' }).includes(region));
      }
      equal(Object.keys(HOST_KEY_FINGERPRINTS).length, 16);
      equal(HOST_KEY_FINGERPRINTS['eu-south-1'], undefined);
    },
  };
}

async function rsaPkcs8() {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey));
}
