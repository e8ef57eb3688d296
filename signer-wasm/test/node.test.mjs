import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';

import * as codecommit from 'codecommit-signer';
import { codecommitAuth } from 'codecommit-signer/isomorphic-git';
import { init as initRequest, signRequest } from 'codecommit-signer/request';
import * as sshKeys from 'codecommit-signer/ssh-keys';

import { suite } from './suite.mjs';
import { vectors } from './vectors.mjs';

// The memory of each module, in the order of their instantiation.
const memories = [];
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...input) => {
  const instantiated = await instantiate(...input);
  memories.push((instantiated.instance ?? instantiated).exports.memory);
  return instantiated;
};

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'hunter2' };

for (const { name, run } of suite({ ...codecommit, codecommitAuth, initRequest, signRequest, sshKeys }, await vectors())) test(name, run);

test('util.inspect shows no secrets of a GitSigner', async () => {
  const signer = new codecommit.GitSigner(KEYS);
  await signer.sign('eu-west-1/app');
  assert.equal(inspect(signer, { showHidden: true, depth: 9, getters: true }), 'GitSigner {}');
});

test('replaced credentials release their memory', async () => {
  const [memory] = memories;
  const signer = new codecommit.GitSigner(async () => ({ ...KEYS, sessionToken: 'x'.repeat(4000) }));
  const renew = async (times) => {
    for (let i = 0; i < times; i++) {
      signer.invalidate();
      await signer.sign('eu-west-1/app');
    }
    return memory.buffer.byteLength;
  };
  const before = await renew(10);
  assert.equal(await renew(2000), before);
});
