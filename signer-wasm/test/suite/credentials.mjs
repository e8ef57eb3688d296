import { deepEqual, equal, ok, throws } from '../assert.mjs';
import { KEYS, MINUTE, T0, URL_APP } from './values.mjs';

export function credentialCases({ signGit, signRequest, GitSigner, CodeCommitSignerError }) {
  const sign = (credentials) => signGit(URL_APP, credentials, { now: T0 });
  const code = 'invalid_credentials';

  return {
    'accepts an expiration in any form': () => {
      const end = T0 + 5 * MINUTE;
      for (const expiration of [new Date(end), new Date(end).toISOString(), '2026-01-01T01:05:00+01:00', end]) {
        equal(sign({ ...KEYS, expiration }).expiresAt.getTime(), end);
      }
      const later = new Date(T0 + 60 * MINUTE);
      equal(sign({ ...KEYS, expiration: later }).expiresAt.getTime(), T0 + 15 * MINUTE);
    },

    'treats missing, null and empty parts as absent': () => {
      const expected = sign(KEYS);
      deepEqual(sign({ ...KEYS, sessionToken: undefined, expiration: undefined }), expected);
      deepEqual(sign({ ...KEYS, sessionToken: null, expiration: null }), expected);
      deepEqual(sign({ ...KEYS, sessionToken: '' }), expected);
      equal(expected.username, KEYS.accessKeyId, 'no bare % at the end');
    },

    'refuses expired credentials': () => {
      const error = throws(() => sign({ ...KEYS, expiration: T0 }), 'credentials_expired', {
        Error: CodeCommitSignerError,
      });
      equal(error.name, 'CodeCommitSignerError');
    },

    'refuses other values, and names their type': () => {
      const shapes = [
        [undefined, 'undefined'],
        [null, 'null'],
        ['AKIDEXAMPLE', 'a string'],
        [async () => KEYS, 'a function'],
        [Promise.resolve(KEYS), 'a promise'],
        [{ ...KEYS, accessKeyId: undefined }, 'accessKeyId must be a string, saw undefined'],
        [{ ...KEYS, secretAccessKey: 1 }, 'secretAccessKey must be a string, saw a number'],
        [{ ...KEYS, sessionToken: {} }, 'sessionToken must be a string, saw an object'],
        [{ ...KEYS, expiration: 'soon' }, 'saw a string'],
        [{ ...KEYS, expiration: new Date(NaN) }, 'an invalid Date'],
        [{ ...KEYS, expiration: T0 / 1000 }, 'seconds'],
        [{ AccessKeyId: 'a', SecretAccessKey: 'b' }, 'accessKeyId'],
      ];
      const request = { method: 'GET', url: 'https://sts.eu-west-1.amazonaws.com/' };
      for (const [credentials, text] of shapes) {
        const { message } = throws(() => sign(credentials), code, { Error: CodeCommitSignerError });
        ok(message.includes(text), message);
        throws(() => signRequest(request, credentials, { service: 'sts', region: 'eu-west-1' }), code);
        if (typeof credentials !== 'function') throws(() => new GitSigner(credentials), code);
      }
    },

    'refuses malformed strings': () => {
      for (const part of ['accessKeyId', 'secretAccessKey', 'sessionToken']) {
        for (const text of [' ', 'a b', 'a\n', 'ä', '\u{1F511}', '\ud800']) throws(() => sign({ ...KEYS, [part]: text }), code);
      }
      throws(() => sign({ ...KEYS, accessKeyId: '' }), code);
      throws(() => sign({ ...KEYS, secretAccessKey: '' }), code);
    },
  };
}
