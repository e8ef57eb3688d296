import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codecommitAuth, GitSigner, init, initSync, signGit } from 'codecommit-signer/inline';
import * as plain from 'codecommit-signer';

import { KEYS, T0, URL_APP } from './suite/values.mjs';

test('a late asynchronous init keeps earlier signers usable', async () => {
  const slow = init();
  initSync();
  const signer = new GitSigner(KEYS, { now: () => T0 });
  const first = await signer.sign(URL_APP);
  await slow;
  for (let n = 0; n < 20; n++) signGit(URL_APP, { ...KEYS, accessKeyId: `AKIDOTHER${n}` }, { now: T0 });
  assert.deepEqual(await signer.sign(URL_APP), first);
});

test('a second init does nothing', async () => {
  initSync();
  assert.equal(await init(), undefined);
  assert.equal(init(), init());
});

test('exports the same as the package and its isomorphic-git entry', async () => {
  const { codecommitAuth: auth } = await import('codecommit-signer/isomorphic-git');
  assert.equal(codecommitAuth, auth);
  const { init: _, ...shared } = plain;
  const inline = await import('codecommit-signer/inline');
  for (const [name, value] of Object.entries(shared)) assert.equal(inline[name], value, name);
});
