import { equal, ok, rejects } from '../assert.mjs';
import { KEYS, T0, URL_APP } from './values.mjs';

const SECRET = 'hunter2hunter2';
const HOST = 'git-codecommit.eu-west-1.amazonaws.com';

export function secrecyCases({ signGit, explainGit, signRequest, GitSigner, codecommitAuth }) {
  const addresses = [
    `https://AKID:${SECRET}@${HOST}/v1/repos/app`,
    `https://AKID%25token:${SECRET}@evil.tld/v1/repos/app`,
    `https://${SECRET}.amazonaws.com/v1/repos/app`,
    `https://${HOST}/v1/repos/app?password=${SECRET}`,
    `https://${HOST}/v1/repos/app#${SECRET}`,
    `https://${HOST}/v1/repos/${SECRET}%20`,
    `http://AKID:${SECRET}@${HOST}/v1/repos/app`,
    `codecommit://${SECRET}@app`,
    `codecommit::eu-west-1://${SECRET}@app`,
    `codecommit::${SECRET}://app`,
    `${SECRET}/app`,
    SECRET,
    `${SECRET}\u0000`,
    `\ud800${SECRET}`,
    [SECRET],
    { toString: () => SECRET },
  ];
  const sets = [
    SECRET,
    [SECRET],
    { [SECRET]: SECRET },
    Promise.resolve(SECRET),
    { ...KEYS, secretAccessKey: `${SECRET} ` },
    { ...KEYS, secretAccessKey: [SECRET] },
    { ...KEYS, secretAccessKey: { SECRET } },
    { ...KEYS, accessKeyId: SECRET + '%' + SECRET },
    { ...KEYS, accessKeyId: SECRET.repeat(30) },
    { ...KEYS, sessionToken: `${SECRET}\n` },
    { ...KEYS, sessionToken: `${SECRET}\u{1F511}` },
    { ...KEYS, expiration: SECRET },
    { ...KEYS, secretAccessKey: SECRET, expiration: 0 },
    { ...KEYS, secretAccessKey: SECRET, expiration: T0 - 1 },
    { ...KEYS, secretAccessKey: SECRET, sessionToken: 1 },
  ];

  async function failures(run) {
    const errors = [];
    for (const input of run.inputs) {
      try {
        await run(input);
      } catch (error) {
        errors.push(error);
      }
    }
    equal(errors.length, run.inputs.length, 'refused:');
    for (const error of errors) {
      ok(typeof error.code === 'string', `no code: ${error}`);
      for (let e = error; e; e = e.cause) {
        // The stack contains no arguments, but repeats the message.
        ok(!`${e.message}${e.code}${JSON.stringify(e)}${e.stack}`.includes(SECRET), `a secret in ${e.code}`);
      }
    }
  }

  const over = (inputs, run) => failures(Object.assign(run, { inputs }));

  return {
    'errors quote no part of an address': async () => {
      await over(addresses, (url) => signGit(url, KEYS, { now: T0 }));
      await over(addresses, (url) => explainGit(url, { now: T0 }));
      await over(addresses, (url) => new GitSigner(KEYS).sign(url));
      await over(addresses, (url) => codecommitAuth(KEYS).onAuth(url));
      await over([SECRET, [SECRET], `${SECRET}-1`], (region) => signGit('codecommit://app', KEYS, { region, now: T0 }));
    },

    'errors quote no part of the credentials': async () => {
      const request = { method: 'GET', url: 'https://sts.eu-west-1.amazonaws.com/' };
      await over(sets, (credentials) => signGit(URL_APP, credentials, { now: T0 }));
      await over(sets, (credentials) => new GitSigner(credentials, { now: () => T0 }).sign(URL_APP));
      await over(sets, (credentials) => new GitSigner(() => credentials, { now: () => T0 }).sign(URL_APP));
      await over(sets, (credentials) => signRequest(request, credentials, { service: 'sts', region: 'eu-west-1', now: T0 }));
    },

    'errors quote no part of a request': async () => {
      const requests = [
        { url: `https://AKID:${SECRET}@sts.eu-west-1.amazonaws.com/` },
        { url: SECRET },
        { headers: { authorization: SECRET } },
        { headers: [[SECRET, 1]] },
        { headers: [[`a:${SECRET}`, '']] },
        { method: `${SECRET}\n` },
        { body: { SECRET } },
      ];
      const valid = { method: 'GET', url: 'https://sts.eu-west-1.amazonaws.com/' };
      await over(requests, (request) =>
        signRequest({ ...valid, ...request }, KEYS, { service: 'sts', region: 'eu-west-1', now: T0 }),
      );
    },

    'a GitSigner prints without secrets': async () => {
      const signer = new GitSigner({ ...KEYS, sessionToken: SECRET });
      await signer.sign(URL_APP);
      equal(JSON.stringify(signer), '{}');
      equal(String(signer), '[object Object]');
      equal(Reflect.ownKeys(signer).length, 0);
    },

    'reports a rejected signature without the user name': async () => {
      const { onAuth, onAuthFailure } = codecommitAuth({ ...KEYS, sessionToken: SECRET });
      const { message } = await rejects(onAuthFailure(URL_APP, await onAuth(URL_APP)), 'signature_rejected');
      ok(!message.includes(SECRET) && message.includes(URL_APP), message);
    },
  };
}
