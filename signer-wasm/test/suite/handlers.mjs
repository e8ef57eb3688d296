import { deepEqual, equal, ok, rejects } from '../assert.mjs';
import { clockAt, KEYS, MINUTE, T0, temporary, URL_APP } from './values.mjs';

export function handlerCases({ codecommitAuth, GitSigner, signGit }) {
  return {
    'onAuth returns a signature as a plain object': async () => {
      const { onAuth } = codecommitAuth(KEYS, { now: clockAt(T0) });
      const auth = await onAuth(URL_APP, { headers: {} });
      deepEqual({ ...auth }, signGit(URL_APP, KEYS, { now: T0 }));
    },

    'onAuthFailure tries newer credentials once, then stops': async () => {
      let calls = 0;
      const { onAuth, onAuthFailure } = codecommitAuth(async () => temporary(++calls, T0 + 60 * MINUTE), { now: clockAt(T0) });
      const first = await onAuth(URL_APP);
      const second = await onAuthFailure(URL_APP, { ...first, headers: {} });
      ok(second.username.startsWith('ASIAEXAMPLE2%'));
      equal(second.cancel, undefined);

      const error = await rejects(onAuthFailure(URL_APP, { ...second, headers: {} }), 'signature_rejected');
      ok(error.message.includes(URL_APP) && error.message.includes('clock'), error.message);
      equal(calls, 2);
    },

    'onAuthFailure renews again in the next operation': async () => {
      let calls = 0;
      const { onAuth, onAuthFailure } = codecommitAuth(async () => temporary(++calls, T0 + 60 * MINUTE), { now: clockAt(T0) });
      for (let operation = 0; operation < 3; operation++) {
        const second = await onAuthFailure(URL_APP, { ...(await onAuth(URL_APP)) });
        await rejects(onAuthFailure(URL_APP, { ...second }), 'signature_rejected');
      }
      equal(calls, 4);
    },

    'concurrent operations share the renewal': async () => {
      let calls = 0;
      const { onAuth, onAuthFailure } = codecommitAuth(async () => temporary(++calls, T0 + 60 * MINUTE), { now: clockAt(T0) });
      const firsts = await Promise.all([onAuth(URL_APP), onAuth(URL_APP), onAuth(URL_APP)]);
      for (const first of firsts) await onAuthFailure(URL_APP, { ...first });
      equal(calls, 2);
    },

    'does not try the same credentials again': async () => {
      for (const source of [KEYS, async () => KEYS]) {
        const { onAuth, onAuthFailure } = codecommitAuth(source, { now: clockAt(T0) });
        await rejects(onAuthFailure(URL_APP, { ...(await onAuth(URL_APP)) }), 'signature_rejected');
      }
    },

    'signs again with the same credentials if the signature is old': async () => {
      const clock = clockAt(T0);
      const { onAuth, onAuthFailure } = codecommitAuth(KEYS, { now: clock });
      const first = await onAuth(URL_APP);
      clock.time += 20 * MINUTE;
      const second = await onAuthFailure(URL_APP, { ...first });
      equal(second.password, signGit(URL_APP, KEYS, { now: clock.time }).password);
      clock.time += 20 * MINUTE;
      await rejects(onAuthFailure(URL_APP, { ...second }), 'signature_rejected');
    },

    'signs again if the clock was corrected meanwhile': async () => {
      const signer = new GitSigner(KEYS, { now: clockAt(T0) });
      const { onAuth, onAuthFailure } = codecommitAuth(signer);
      const first = await onAuth(URL_APP);
      signer.observeDate(new Date(T0 + 20 * MINUTE).toUTCString());
      ok((await onAuthFailure(URL_APP, { ...first })).password.startsWith('20260101T002000Z'));
    },

    'passes errors of the provider to the caller': async () => {
      const failure = new Error('no network');
      const { onAuth } = codecommitAuth(async () => { throw failure; });
      equal(await onAuth(URL_APP).catch((error) => error), failure);
    },

    'refuses malformed credentials at once': async () => {
      await rejects((async () => codecommitAuth({}))(), 'invalid_credentials');
    },
  };
}
