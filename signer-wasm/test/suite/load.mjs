import { equal, ok, rejects, throws } from '../assert.mjs';
import { KEYS, T0, URL_APP } from './values.mjs';

export function loadCases({ init, signGit, explainGit, initRequest, signRequest, GitSigner, CodeCommitSignerError }) {
  const request = { method: 'GET', url: 'https://sts.eu-west-1.amazonaws.com/' };
  const options = { service: 'sts', region: 'eu-west-1' };

  return {
    'before init, every function explains how to initialise': async () => {
      const errors = [
        throws(() => signGit(URL_APP, KEYS), 'not_initialised', { Error: CodeCommitSignerError }),
        throws(() => explainGit(URL_APP), 'not_initialised'),
        throws(() => signRequest(request, KEYS, options), 'not_initialised'),
      ];
      for (const error of errors) {
        ok(error.message.includes('await init()') && error.message.includes('codecommit-signer/inline'), error.message);
      }
    },

    'a failed init can be repeated, and a GitSigner loads the wasm itself': async () => {
      const [first, second] = [init(new Uint8Array([1, 2, 3])), init()];
      await rejects(first, 'load_failed', { Error: CodeCommitSignerError });
      await rejects(second, 'load_failed');
      throws(() => signGit(URL_APP, KEYS), 'not_initialised');

      equal((await new GitSigner(KEYS).sign(URL_APP)).username, KEYS.accessKeyId);
      throws(() => signRequest(request, KEYS, options), 'not_initialised');
      await initRequest();
      equal(signGit(URL_APP, KEYS, { now: T0 }).username, KEYS.accessKeyId);
    },

    'init loads the wasm once': async () => {
      equal(init(), init());
      equal(await init(), undefined);
      equal(await init(new Uint8Array([1, 2, 3])), undefined, 'an input after loading is not looked at');
    },
  };
}
