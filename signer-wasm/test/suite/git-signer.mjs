import { deepEqual, equal, rejects } from '../assert.mjs';
import { clockAt, KEYS, manualProvider, MINUTE, T0, temporary, URL_APP } from './values.mjs';

const HOUR = 60 * MINUTE;

export function gitSignerCases({ GitSigner, signGit }) {
  /** A provider that counts its calls: the nth credentials are valid for an hour from the call. */
  function counting(clock) {
    const provider = async () => temporary((provider.calls += 1), clock() + HOUR);
    provider.calls = 0;
    return provider;
  }

  /** A provider that returns the list's items in order; an error is thrown. */
  function scripted(answers) {
    const provider = async () => {
      const answer = answers[provider.calls++];
      if (answer instanceof Error) throw answer;
      return answer;
    };
    provider.calls = 0;
    return provider;
  }

  const numberOf = ({ username }) => Number(/EXAMPLE(\d+)%/.exec(username)[1]);

  return {
    "a provider is asked once for the signatures of its credentials' life": async () => {
      const clock = clockAt(T0);
      const provider = counting(clock);
      const signer = new GitSigner(provider, { now: clock });
      const first = temporary(1, T0 + HOUR);

      for (; clock.time < T0 + 55 * MINUTE; clock.time += MINUTE) {
        deepEqual(await signer.sign(URL_APP), signGit(URL_APP, first, { now: clock.time }));
      }
      equal(provider.calls, 1);
    },

    'renews credentials five minutes before they expire': async () => {
      const clock = clockAt(T0);
      const provider = counting(clock);
      const signer = new GitSigner(provider, { now: clock });
      equal(numberOf(await signer.sign(URL_APP)), 1);

      clock.time = T0 + 55 * MINUTE;
      deepEqual(
        await signer.sign(URL_APP),
        signGit(URL_APP, temporary(2, clock.time + HOUR), { now: clock.time }),
        'user name, token, key and expiration are of one snapshot',
      );
      equal(provider.calls, 2);
    },

    'renewBefore sets the time of renewal': async () => {
      const clock = clockAt(T0);
      const provider = counting(clock);
      const signer = new GitSigner(provider, { now: clock, renewBefore: 0 });
      await signer.sign(URL_APP);
      clock.time = T0 + HOUR - 1;
      equal(numberOf(await signer.sign(URL_APP)), 1);
      clock.time = T0 + HOUR;
      equal(numberOf(await signer.sign(URL_APP)), 2);
    },

    'concurrent callers share one call of the provider': async () => {
      const { calls, provider } = manualProvider();
      const signer = new GitSigner(provider, { now: clockAt(T0) });
      const auths = [1, 2, 3].map(() => signer.sign(URL_APP));
      await settle();
      equal(calls.length, 1);

      calls[0].resolve(temporary(1, T0 + HOUR));
      const expected = signGit(URL_APP, temporary(1, T0 + HOUR), { now: T0 });
      for (const auth of await Promise.all(auths)) deepEqual(auth, expected);
    },

    'during a renewal, other callers use the valid credentials': async () => {
      const clock = clockAt(T0);
      const { calls, provider } = manualProvider();
      const signer = new GitSigner(provider, { now: clock });
      const opening = signer.sign(URL_APP);
      await settle();
      calls[0].resolve(temporary(1, T0 + HOUR));
      await opening;

      clock.time = T0 + 56 * MINUTE;
      const renewing = signer.sign(URL_APP);
      clock.time += 30_000;
      equal(numberOf(await signer.sign(URL_APP)), 1);
      equal(calls.length, 2);
      calls[1].resolve(temporary(2, T0 + 2 * HOUR));
      equal(numberOf(await renewing), 2);
    },

    'ignores a failed renewal while the credentials are valid': async () => {
      const clock = clockAt(T0);
      const failure = new Error('no network');
      const provider = scripted([temporary(1, T0 + HOUR), failure, failure, failure, temporary(2, T0 + 2 * HOUR)]);
      const signer = new GitSigner(provider, { now: clock });
      await signer.sign(URL_APP);

      clock.time = T0 + 56 * MINUTE;
      equal(numberOf(await signer.sign(URL_APP)), 1);
      equal(numberOf(await signer.sign(URL_APP)), 1);
      equal(provider.calls, 2, 'not at every signature');
      clock.time += 10_000;
      equal(numberOf(await signer.sign(URL_APP)), 1);
      equal(provider.calls, 3);

      clock.time = T0 + HOUR;
      equal(await signer.sign(URL_APP).catch((error) => error), failure);
      equal(numberOf(await signer.sign(URL_APP)), 2);
    },

    'a renewal that fails slowly delays only one caller': async () => {
      const clock = clockAt(T0);
      let calls = 0;
      const provider = async () => {
        if (++calls === 1) return temporary(1, T0 + HOUR);
        clock.time += 30_000;
        throw new Error('no network');
      };
      const signer = new GitSigner(provider, { now: clock });
      await signer.sign(URL_APP);
      clock.time = T0 + 56 * MINUTE;
      equal(numberOf(await signer.sign(URL_APP)), 1);
      equal(calls, 2);
    },

    "refuses a provider's expired credentials, and keeps the valid ones": async () => {
      const clock = clockAt(T0);
      const provider = scripted([temporary(1, T0), temporary(2, T0 + HOUR), temporary(3, T0), temporary(4, T0 + HOUR)]);
      const signer = new GitSigner(provider, { now: clock });
      await rejects(signer.sign(URL_APP), 'credentials_expired');
      equal(numberOf(await signer.sign(URL_APP)), 2);
      clock.time = T0 + 58 * MINUTE;
      equal(numberOf(await signer.sign(URL_APP)), 2);
    },

    'a provider call that never settles does not block later callers': async () => {
      const clock = clockAt(T0);
      const { calls, provider } = manualProvider();
      const signer = new GitSigner(provider, { now: clock });
      const forgotten = signer.sign(URL_APP);
      clock.time = T0 + MINUTE;
      const auth = signer.sign(URL_APP);
      await settle();
      equal(calls.length, 2);
      calls[1].resolve(temporary(2, T0 + HOUR));
      equal(numberOf(await auth), 2);
      calls[0].resolve(temporary(1, T0 + HOUR));
      equal(numberOf(await forgotten), 2);
    },

    'checks the credentials of a provider': async () => {
      for (const nonsense of [undefined, null, 'AKID', { accessKeyId: 1 }]) {
        await rejects(new GitSigner(async () => nonsense).sign(URL_APP), 'invalid_credentials');
      }
    },

    'keeps credentials without an expiration': async () => {
      const clock = clockAt(T0);
      const provider = scripted([KEYS]);
      const signer = new GitSigner(provider, { now: clock });
      await signer.sign(URL_APP);
      clock.time = T0 + 1000 * HOUR;
      equal((await signer.sign(URL_APP)).username, KEYS.accessKeyId);
    },

    'copies credentials when they are passed': async () => {
      const mine = { ...KEYS };
      const signer = new GitSigner(mine, { now: clockAt(T0) });
      mine.secretAccessKey = 'another';
      deepEqual(await signer.sign(URL_APP), signGit(URL_APP, KEYS, { now: T0 }));
    },

    'passed credentials expire': async () => {
      const clock = clockAt(T0);
      const signer = new GitSigner(temporary(1, T0 + HOUR), { now: clock });
      await signer.sign(URL_APP);
      clock.time = T0 + HOUR - 1;
      await signer.sign(URL_APP);
      clock.time = T0 + HOUR;
      await rejects(signer.sign(URL_APP), 'credentials_expired');
    },

    'does not use invalidated credentials again': async () => {
      const clock = clockAt(T0);
      const failure = new Error('no network');
      const provider = scripted([temporary(1, T0 + HOUR), failure, temporary(2, T0 + HOUR)]);
      const signer = new GitSigner(provider, { now: clock });
      await signer.sign(URL_APP);
      signer.invalidate();
      equal(await signer.sign(URL_APP).catch((error) => error), failure);
      equal(numberOf(await signer.sign(URL_APP)), 2);
    },

    "discards a provider's answer that was pending during an invalidation": async () => {
      const { calls, provider } = manualProvider();
      const signer = new GitSigner(provider, { now: clockAt(T0) });
      const auth = signer.sign(URL_APP);
      await settle();
      signer.invalidate();
      calls[0].resolve(temporary(1, T0 + HOUR));
      await settle();
      equal(calls.length, 2);
      calls[1].resolve(temporary(2, T0 + HOUR));
      equal(numberOf(await auth), 2);
    },

    'keeps credentials that have already replaced the rejected ones': async () => {
      const clock = clockAt(T0);
      const provider = counting(clock);
      const signer = new GitSigner(provider, { now: clock });
      const { username } = await signer.sign(URL_APP);
      signer.invalidate(username);
      equal(numberOf(await signer.sign(URL_APP)), 2);
      signer.invalidate(username);
      equal(numberOf(await signer.sign(URL_APP)), 2);
    },

    "the clock's skew is learned from a Date header": async () => {
      const clock = clockAt(T0);
      const signer = new GitSigner(KEYS, { now: clock });
      const date = new Date(T0 + 20 * MINUTE).toUTCString();
      const timeOf = ({ password }) => password.slice(0, 16);

      const sources = [date, { date }, { Date: date }, new Headers({ date }), new Response('', { headers: { date } }), new Map([['date', date]])];
      for (const source of sources) {
        signer.observeDate(new Date(T0).toUTCString());
        equal(timeOf(await signer.sign(URL_APP)), '20260101T000000Z');
        equal(signer.observeDate(source), true);
        equal(timeOf(await signer.sign(URL_APP)), '20260101T002000Z');
      }
      clock.time += 3000;
      equal(timeOf(await signer.sign(URL_APP)), '20260101T002003Z');
    },

    'observeDate ignores invalid dates and small differences': async () => {
      const signer = new GitSigner(KEYS, { now: clockAt(T0) });
      const expected = await signer.sign(URL_APP);
      const sources = [
        undefined, null, '', 'soon', '0', 0, 1e15, {}, [], new Headers(), { date: 1 },
        'Thu, 01 Jan 1970 00:00:00 GMT', '2027-01-01T00:00:00Z', 'Xxx, 01 Jan 2027 00:00:00 GMT', 'Fri, 99 Jan 2027 00:00:00 GMT',
        new Date(T0 + 3000).toUTCString(), new Date(T0 - 3000).toUTCString(),
      ];
      for (const source of sources) {
        equal(signer.observeDate(source), false, String(source));
        deepEqual(await signer.sign(URL_APP), expected);
      }
    },

    'credentials expire by the corrected clock': async () => {
      const clock = clockAt(T0);
      const provider = scripted([temporary(1, T0 + HOUR), temporary(2, T0 + 3 * HOUR)]);
      const signer = new GitSigner(provider, { now: clock });
      await signer.sign(URL_APP);
      signer.observeDate(new Date(T0 + HOUR).toUTCString());
      equal(numberOf(await signer.sign(URL_APP)), 2);
    },

    'accepts a region for the signer and for a single signature': async () => {
      const signer = new GitSigner(KEYS, { now: clockAt(T0), region: 'eu-west-1' });
      equal((await signer.sign('codecommit://app')).url, URL_APP);
      equal((await signer.sign('codecommit://app', { region: 'us-east-1' })).region, 'us-east-1');
      await rejects(signer.sign('codecommit://app', { region: 1 }), 'invalid_region');
    },

    'refuses invalid options': async () => {
      for (const options of [{ now: 1 }, { now: new Date(T0) }, { renewBefore: -1 }, { renewBefore: 'a' }]) {
        await rejects((async () => new GitSigner(KEYS, options))(), 'invalid_options');
      }
      await rejects(new GitSigner(KEYS, { now: () => 'now' }).sign(URL_APP), 'invalid_timestamp');
    },

    'auth is an alias of sign': async () => {
      const signer = new GitSigner(KEYS, { now: clockAt(T0) });
      deepEqual(await signer.auth('codecommit://app', { region: 'eu-west-1' }), await signer.sign(URL_APP));
    },

    'a disposed signer cannot sign': async () => {
      for (const end of ['dispose', 'free', ...(Symbol.dispose ? [Symbol.dispose] : [])]) {
        const signer = new GitSigner(KEYS);
        await signer.sign(URL_APP);
        signer[end]();
        signer[end]();
        await rejects(signer.sign(URL_APP), 'freed');
      }
    },
  };
}

/** Lets pending promises settle. */
async function settle() {
  for (let i = 0; i < 20; i++) await undefined;
}
