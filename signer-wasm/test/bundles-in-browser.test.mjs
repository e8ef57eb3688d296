import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';

import { esbuilt, rolledUp, webpacked } from './bundle.mjs';
import { ADVICE, ANSWER, AT_ONCE, program, project } from './packed.mjs';
import { openBrowser, serve } from './support.mjs';

const STRICT = { 'content-security-policy': "default-src 'none'; connect-src 'self'; worker-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };
const NO_WASM = { 'content-security-policy': "default-src 'none'; connect-src 'self'; script-src 'self'" };

// A worker without modules, which sends its result to the page on request.
const TELL = `
self.addEventListener('message', async ({ source, ports }) => (source ?? self).postMessage(await globalThis.answer));
`;

let world;
let browser;

before(async () => {
  browser = await openBrowser();
  world = await project({
    'plain.js': program('codecommit-signer'),
    'inline.js': program('codecommit-signer/inline'),
    'at-once.js': AT_ONCE,
    'worker.js': program('codecommit-signer/inline') + TELL,
  });
});

after(async () => {
  await browser.close();
  await world.remove();
});

/** The page that runs a bundle as a script, or as a module. */
const pageOf = (file) => `<!doctype html><script ${file.endsWith('.mjs') ? 'type="module"' : 'defer'} src="/${file}"></script>`;

const inBrowser = (format) => (name) => esbuilt(world.dir, name, { platform: 'browser', format });

const ROLLUP = { conditions: ['browser'], format: 'es' };
const BUNDLERS = [
  { bundler: 'esbuild (a script)', build: inBrowser('iife'), alone: false },
  { bundler: 'esbuild (a module)', build: inBrowser('esm'), alone: false },
  { bundler: 'Rollup', build: (name) => rolledUp(world.dir, name, ROLLUP), alone: false },
  { bundler: 'webpack', build: (name) => webpacked(world.dir, name, { target: 'web', output: { publicPath: 'auto' } }), alone: true },
];

test('bundles run in Chromium under a policy that allows only wasm', async (t) => {
  const pages = {};
  const cases = [];
  for (const { bundler, build, alone } of BUNDLERS) {
    for (const name of ['plain', 'inline', 'at-once']) {
      const file = relative(world.dir, await build(name));
      pages[`/${file}.html`] = pageOf(file);
      cases.push({ title: `${bundler}: ${name}`, path: `/${file}.html`, expected: name === 'plain' && !alone ? ADVICE : ANSWER });
    }
  }
  const origin = await serve(t, world.dir, { '/': '', ...pages }, STRICT);
  const page = await pageAt(t, origin);
  for (const { title, path, expected } of cases) {
    await t.test(title, async () => {
      await page.goto(origin + path);
      const answer = await answerOn(page);
      if (expected === ANSWER) assert.equal(answer, ANSWER);
      else assert.match(answer, expected);
    });
  }
});

test('recognises a server that answers every address with a page', async (t) => {
  const file = relative(world.dir, await inBrowser('esm')('plain'));
  const missing = `/${join(file, '..')}/wasm/codecommit_signer_bg.wasm`;
  const origin = await serve(t, world.dir, { '/': pageOf(file), [missing]: '<!doctype html>' }, STRICT);
  const page = await pageAt(t, `${origin}/`);
  const answer = await answerOn(page);
  assert.match(answer, ADVICE);
  assert.ok(answer.includes('a page instead of wasm'), answer);
});

test('an error about a policy that forbids wasm names the directive', async (t) => {
  const [inline, atOnce] = [await inBrowser('iife')('inline'), await inBrowser('iife')('at-once')].map((file) => relative(world.dir, file));
  const origin = await serve(t, world.dir, { '/': pageOf(inline), '/at-once': pageOf(atOnce) }, NO_WASM);
  const page = await pageAt(t, `${origin}/`);
  assert.match(await answerOn(page), /^load_failed: .*'wasm-unsafe-eval' in the directive script-src/);

  const thrown = page.waitForEvent('pageerror');
  await page.goto(`${origin}/at-once`);
  assert.match((await thrown).message, /'wasm-unsafe-eval' in the directive script-src/);
});

test('runs in workers of Chromium', async (t) => {
  const file = relative(world.dir, await inBrowser('iife')('worker'));
  const origin = await serve(t, world.dir, { '/': '<!doctype html>' }, STRICT);
  const page = await pageAt(t, `${origin}/`);

  await t.test('a web worker', async () => {
    const answer = await page.evaluate((url) => new Promise((resolve, reject) => {
      const worker = new Worker(url);
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      worker.postMessage('answer');
    }), `/${file}`);
    assert.equal(answer, ANSWER);
  });

  await t.test('a service worker', async () => {
    const answer = await page.evaluate(async (url) => {
      const answered = new Promise((resolve) => (navigator.serviceWorker.onmessage = ({ data }) => resolve(data)));
      const registration = await navigator.serviceWorker.register(url);
      (registration.installing ?? registration.waiting ?? registration.active).postMessage('answer');
      return answered;
    }, `/${file}`);
    assert.equal(answer, ANSWER);
  });
});

/** A page at an address; closes with the test. */
async function pageAt(t, url) {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.goto(url);
  return page;
}

async function answerOn(page) {
  await page.waitForFunction(() => globalThis.answer, undefined, { timeout: 60_000 });
  return page.evaluate(() => globalThis.answer);
}
