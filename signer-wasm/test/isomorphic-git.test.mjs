import assert from 'node:assert/strict';
import { test } from 'node:test';

import git from 'isomorphic-git';

import { GitSigner, init, signGit } from 'codecommit-signer';
import { codecommitAuth } from 'codecommit-signer/isomorphic-git';

const URL_APP = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app';
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const OID = '1234567890123456789012345678901234567890';

/** isomorphic-git's HTTP client with a server inside that accepts some `Authorization`s. */
function server(accepts, headers = {}) {
  const seen = [];
  async function request({ url, headers: { Authorization: authorization } }) {
    seen.push(authorization);
    if (!authorization || !(await accepts(authorization))) return answer(url, 401, 'Unauthorized', { ...headers });
    return answer(url, 200, 'OK', { 'content-type': 'application/x-git-upload-pack-advertisement' }, advertisement());
  }
  return { request, seen };
}

function answer(url, statusCode, statusMessage, headers, body = 'refused') {
  return { url, method: 'GET', statusCode, statusMessage, headers, body: [new TextEncoder().encode(body)] };
}

function advertisement() {
  const line = (text) => (text.length + 4).toString(16).padStart(4, '0') + text;
  return `${line('# service=git-upload-pack\n')}0000${line(`${OID} refs/heads/main\0side-band-64k\n`)}0000`;
}

const refs = (http, handlers) =>
  git.listServerRefs({ http, url: URL_APP, protocolVersion: 1, ...handlers });

test('clones with one signature', async () => {
  const handlers = codecommitAuth(KEYS, { now: () => 1_767_225_600_000 });
  const http = server(() => true);
  const [ref] = await refs(http, handlers);

  assert.equal(ref.oid, OID);
  await init();
  const { authorization } = signGit(URL_APP, KEYS, { now: 1_767_225_600_000 });
  assert.deepEqual(http.seen, [undefined, authorization]);
});

test('renews revoked credentials once within an operation', async () => {
  let n = 0;
  const handlers = codecommitAuth(async () => ({ ...KEYS, accessKeyId: `ASIA${++n}`, sessionToken: 'token' }));
  const http = server((authorization) => atob(authorization.slice(6)).startsWith('ASIA2%token:'));
  await refs(http, handlers);
  assert.equal(http.seen.length, 3);
  assert.equal(n, 2);

  await refs(http, handlers);
  assert.equal(n, 2, 'the next operation starts with what worked');
});

test('stops after three requests with an error code if the server rejects everything', async () => {
  let n = 0;
  const handlers = codecommitAuth(async () => ({ ...KEYS, accessKeyId: `ASIA${++n}` }));
  for (let operation = 1; operation <= 3; operation++) {
    const http = server(() => false);
    await assert.rejects(refs(http, handlers), { name: 'CodeCommitSignerError', code: 'signature_rejected' });
    assert.equal(http.seen.length, 3);
  }
});

test('does not retry with the same credentials if there is no provider', async () => {
  const http = server(() => false);
  await assert.rejects(refs(http, codecommitAuth(KEYS)), { code: 'signature_rejected' });
  assert.equal(http.seen.length, 2);
});

test('corrects a wrong clock with the date of the refusal', async () => {
  const right = Date.now();
  const signer = new GitSigner(KEYS, { now: () => right - 3_600_000 });
  const upstream = server(
    (authorization) => {
      const [, password] = atob(authorization.slice(6)).split(':');
      const time = password.replace(/^(....)(..)(..T..)(..)(..Z).*/, '$1-$2-$3:$4:$5');
      return Math.abs(Date.parse(time) - right) < 300_000;
    },
    { date: new Date(right).toUTCString() },
  );
  const http = {
    async request(request) {
      const response = await upstream.request(request);
      signer.observeDate(response.headers);
      return response;
    },
  };
  const [ref] = await refs(http, codecommitAuth(signer));
  assert.equal(ref.oid, OID);
  assert.equal(upstream.seen.length, 2, 'learned from the first 401, before anything was signed');
});
