import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { build as bundle, createServer } from 'vite';

import { ANSWER, program, project } from './packed.mjs';
import { openBrowser, serve } from './support.mjs';

const pageOf = (script) => `<!doctype html><script type="module" src="/${script}"></script>`;

let world;
let browser;

before(async () => {
  browser = await openBrowser();
  world = await project({
    'index.html': pageOf('main.js'),
    'inline.html': pageOf('inline.js'),
    'main.js': program('codecommit-signer'),
    'inline.js': program('codecommit-signer/inline'),
  });
});

after(async () => {
  await browser.close();
  await world.remove();
});

test("both entries work in Vite's development server", async (t) => {
  const server = await createServer({ root: world.dir, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
  await server.listen();
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.httpServer.address().port}`;
  assert.equal(await answerOf(`${url}/`), ANSWER);
  assert.equal(await answerOf(`${url}/inline.html`), ANSWER);
});

test("both entries work in Vite's build, and only one has a separate file", async (t) => {
  await bundle({
    root: world.dir,
    logLevel: 'error',
    build: { target: 'esnext', rolldownOptions: { input: ['index.html', 'inline.html'].map((name) => join(world.dir, name)) } },
  });
  const assets = await readdir(join(world.dir, 'dist/assets'));
  assert.equal(assets.filter((name) => name.endsWith('.wasm')).length, 1);
  const url = await serve(t, join(world.dir, 'dist'));
  assert.equal(await answerOf(`${url}/index.html`), ANSWER);
  assert.equal(await answerOf(`${url}/inline.html`), ANSWER);
});

async function answerOf(url) {
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => globalThis.answer, undefined, { timeout: 60_000 });
  const answer = await page.evaluate(() => globalThis.answer);
  await page.close();
  return answer;
}
