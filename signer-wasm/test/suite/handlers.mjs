import { deepEqual, equal, ok, rejects } from '../assert.mjs';
import { clockAt, KEYS, MINUTE, T0, temporary, URL_APP } from './values.mjs';

export function handlerCases({ codecommitAuth, GitSigner, signGit }) {
  return {
    'the first answer is a signature as a plain object': async () => {
      const { onAuth } = codecommitAuth(KEYS, { now: clockAt(T0) });
      const auth = await onAuth(URL_APP, { headers: {} });
      deepEqual({ ...auth }, signGit(URL_APP, KEYS, { now: T0 }));
    },

    'a refusal brings newer credentials once, then a stop': async () => {
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

    'the next operation has its renewal again': async () => {
      let calls = 0;
      const { onAuth, onAuthFailure } = codecommitAuth(async () => temporary(++calls, T0 + 60 * MINUTE), { now: clockAt(T0) });
      for (let operation = 0; operation < 3; operation++) {
        const second = await onAuthFailure(URL_APP, { ...(await onAuth(URL_APP)) });
        await rejects(onAuthFailure(URL_APP, { ...second }), 'signature_rejected');
      }
      equal(calls, 4);
    },

    'operations at the same time share the renewal': async () => {
      let calls = 0;
      const { onAuth, onAuthFailure } = codecommitAuth(async () => temporary(++calls, T0 + 60 * MINUTE), { now: clockAt(T0) });
      const firsts = await Promise.all([onAuth(URL_APP), onAuth(URL_APP), onAuth(URL_APP)]);
      for (const first of firsts) await onAuthFailure(URL_APP, { ...first });
      equal(calls, 2);
    },

    'the same credentials at the same time are not tried again': async () => {
      for (const source of [KEYS, async () => KEYS]) {
        const { onAuth, onAuthFailure } = codecommitAuth(source, { now: clockAt(T0) });
        await rejects(onAuthFailure(URL_APP, { ...(await onAuth(URL_APP)) }), 'signature_rejected');
      }
    },

    'an old signature is made anew with the same credentials': async () => {
      const clock = clockAt(T0);
      const { onAuth, onAuthFailure } = codecommitAuth(KEYS, { now: clock });
      const first = await onAuth(URL_APP);
      clock.time += 20 * MINUTE;
      const second = await onAuthFailure(URL_APP, { ...first });
      equal(second.password, signGit(URL_APP, KEYS, { now: clock.time }).password);
      clock.time += 20 * MINUTE;
      await rejects(onAuthFailure(URL_APP, { ...second }), 'signature_rejected');
    },

    'a signer that has learned the time meanwhile signs anew': async () => {
      const signer = new GitSigner(KEYS, { now: clockAt(T0) });
      const { onAuth, onAuthFailure } = codecommitAuth(signer);
      const first = await onAuth(URL_APP);
      signer.observeDate(new Date(T0 + 20 * MINUTE).toUTCString());
      ok((await onAuthFailure(URL_APP, { ...first })).password.startsWith('20260101T002000Z'));
    },

    'an error of the provider reaches the caller': async () => {
      const failure = new Error('no network');
      const { onAuth } = codecommitAuth(async () => { throw failure; });
      equal(await onAuth(URL_APP).catch((error) => error), failure);
    },

    'wrong credentials are refused at once': async () => {
      await rejects((async () => codecommitAuth({}))(), 'invalid_credentials');
    },
  };
}
