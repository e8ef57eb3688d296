import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { inDirectory, sshKeygen } from './ssh-vectors.mjs';
import { browse, serve } from './support.mjs';
import { vectors } from './vectors.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

const PAGE = `<!doctype html>
<script type="module">
  import * as codecommit from '/js/index.js';
  import { codecommitAuth } from '/js/isomorphic-git.js';
  import { init as initRequest, signRequest } from '/js/request.js';
  import * as sshKeys from '/js/ssh-keys.js';
  import { report } from '/test/suite.mjs';

  const vectors = await (await fetch('/vectors.json')).json();
  globalThis.results = await report({ ...codecommit, codecommitAuth, initRequest, signRequest, sshKeys }, vectors);
  globalThis.sshKeys = sshKeys;
</script>`;

test('runs in Chromium from a plain module script', async (t) => {
  const url = await serve(t, PACKAGE, { '/': PAGE, '/vectors.json': JSON.stringify(await vectors()) });
  const page = await browse(t, url);
  await page.waitForFunction(() => globalThis.results);
  const results = await page.evaluate(() => globalThis.results);

  assert.ok(results.length > 50);
  for (const { name, error } of results) await t.test(name, () => assert.equal(error, undefined));

  await t.test('ssh-keygen reads a key that the page generated', async () => {
    const { privateKey, publicKey } = await page.evaluate(() => sshKeys.generateKey({ bits: 3072, comment: 'jane@page', passphrase: 'hunter2' }));
    await inDirectory(async (dir) => {
      await writeFile(join(dir, 'key'), privateKey, { mode: 0o600 });
      assert.equal((await sshKeygen('-y', '-P', 'hunter2', '-f', join(dir, 'key'))).trim(), publicKey);
    });
  });
});
