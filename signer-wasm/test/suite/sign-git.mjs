import { deepEqual, equal, ok, throws } from '../assert.mjs';
import { clockAt, KEYS, MINUTE, T0, URL_APP } from './values.mjs';

// From the tests of git-remote-codecommit, mhart/aws4 and gembaadvantage/codecommit-sign.
const PUBLISHED = [
  ['access', 'secret', 'us-west-2', '2017-12-24T11:53:20Z', 'test_repo', 'b6df2d758a8023b2f000a546417007b65494f3ce8ad0300fd45fcfa173f1959a'],
  ['ABCDEF', 'abcdef1234567890', 'us-east-1', '2012-12-26T06:10:30Z', 'MyAwesomeRepo', '2a9a182eb6afc3859ee590af942564b53b0c4e5beac2893052515401d06af92a'],
  ['ABCDEF', 'SECRET_ACCESS_KEY', 'eu-west-1', '2021-09-01T10:25:23Z', 'dummy-repo', '670ef0c32f13fc847ed0c001a2b90bc772451c1eb89eadf84a73f3e82da9f56a'],
];

export function signGitCases({ signGit, explainGit, GitSigner }, { git }) {
  function assertAnswer(auth, { username, password, region, url, unix_time: time }) {
    deepEqual(auth, {
      username,
      password,
      authorization: `Basic ${btoa(`${username}:${password}`)}`,
      url,
      region,
      expiresAt: new Date((time + 900) * 1000),
    });
    ok(auth.expiresAt instanceof Date);
    equal(Object.getPrototypeOf(auth), Object.prototype, 'isomorphic-git spreads it');
  }

  return {
    "signs every password as AWS's own helper does": () => {
      equal(git.length, 150);
      for (const known of git) {
        assertAnswer(signGit(known.url, credentialsOf(known), { now: known.unix_time * 1000 }), known);
      }
    },

    "a GitSigner signs every password as AWS's own helper does, with a fresh and with a kept key": async () => {
      for (const known of git) {
        const clock = clockAt(known.unix_time * 1000);
        const signer = new GitSigner(credentialsOf(known), { now: clock });
        assertAnswer(await signer.sign(known.url), known);
        assertAnswer(await signer.sign(known.url), known);
        signer.dispose();
      }
    },

    'one GitSigner signs for other days and regions as signGit does': async () => {
      const clock = clockAt(0);
      const signer = new GitSigner(KEYS, { now: clock });
      for (const { url, unix_time: time } of git) {
        clock.time = time * 1000;
        deepEqual(await signer.sign(url), signGit(url, KEYS, { now: clock.time }));
      }
    },

    'signs the published answers': () => {
      for (const [accessKeyId, secretAccessKey, region, time, name, signature] of PUBLISHED) {
        const url = `https://git-codecommit.${region}.amazonaws.com/v1/repos/${name}`;
        const { password } = signGit(url, { accessKeyId, secretAccessKey }, { now: new Date(time) });
        equal(password, `${time.replace(/[-:]/g, '')}${signature}`);
      }
    },

    'reads every form of address': () => {
      const forms = [
        [`${URL_APP}.git`],
        [`${URL_APP}/`],
        ['codecommit::eu-west-1://app'],
        ['codecommit://app', 'eu-west-1'],
        ['eu-west-1/app'],
        ['arn:aws:codecommit:eu-west-1:123456789012:app'],
        [URL_APP, 'eu-west-1'],
      ];
      const expected = signGit(URL_APP, KEYS, { now: T0 });
      for (const [url, region] of forms) deepEqual(signGit(url, KEYS, { now: T0, region }), expected);
    },

    'accepts the time as Date, in milliseconds or from a function, and defaults to the clock': () => {
      const expected = signGit(URL_APP, KEYS, { now: T0 });
      deepEqual(signGit(URL_APP, KEYS, { now: T0 + 999.9 }), expected);
      deepEqual(signGit(URL_APP, KEYS, { now: new Date(T0 + 1) }), expected);
      deepEqual(signGit(URL_APP, KEYS, { now: () => new Date(T0 + 1) }), expected);

      const before = Date.now();
      const { expiresAt } = signGit(URL_APP, KEYS);
      ok(expiresAt - 15 * MINUTE > before - 1000 && expiresAt - 15 * MINUTE <= Date.now());
    },

    'refuses invalid times': () => {
      for (const now of [null, '2026-01-01', NaN, -1, new Date(NaN), {}, Infinity]) {
        throws(() => signGit(URL_APP, KEYS, { now }), 'invalid_timestamp');
        throws(() => explainGit(URL_APP, { now }), 'invalid_timestamp');
      }
      ok(throws(() => signGit(URL_APP, KEYS, { now: '2026' }), 'invalid_timestamp').message.includes('a string'));
    },

    'refuses other addresses and regions with a code': () => {
      const refused = [
        [undefined, undefined, 'invalid_url'],
        ['', undefined, 'invalid_url'],
        ['https://git-codecommit.eu-west-1.amazonaws.com.evil.tld/v1/repos/app', undefined, 'invalid_host'],
        ['https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/a%20b', undefined, 'invalid_repository_name'],
        ['codecommit://app', undefined, 'region_required'],
        [URL_APP, 'us-east-1', 'region_mismatch'],
        [URL_APP, 'nowhere', 'invalid_region'],
        [URL_APP, 1, 'invalid_region'],
      ];
      for (const [url, region, code] of refused) {
        throws(() => signGit(url, KEYS, { now: T0, region }), code);
        throws(() => explainGit(url, { now: T0, region }), code);
      }
    },

    'explains the computation of a password': async () => {
      const explained = explainGit('codecommit://app', { now: T0, region: 'eu-west-1' });
      const canonicalRequest = 'GIT\n/v1/repos/app\n\nhost:git-codecommit.eu-west-1.amazonaws.com\n\nhost\n';
      const credentialScope = '20260101/eu-west-1/codecommit/aws4_request';
      const canonicalRequestHash = await sha256(canonicalRequest);
      deepEqual(explained, {
        canonicalRequest,
        canonicalRequestHash,
        stringToSign: `AWS4-HMAC-SHA256\n20260101T000000\n${credentialScope}\n${canonicalRequestHash}`,
        credentialScope,
        url: URL_APP,
        host: 'git-codecommit.eu-west-1.amazonaws.com',
        region: 'eu-west-1',
      });
    },
  };
}

function credentialsOf({ access_key_id, secret_access_key, session_token }) {
  return { accessKeyId: access_key_id, secretAccessKey: secret_access_key, sessionToken: session_token };
}

async function sha256(text) {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
