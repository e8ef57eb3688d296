import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { build as bundle, createServer } from 'vite';

import { browse, serve } from './support.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

const PAGE = '<!doctype html><script type="module" src="/main.js"></script>';
const MAIN = `
import { init, signGit } from 'codecommit-signer';
import { codecommitAuth } from 'codecommit-signer/isomorphic-git';

const credentials = { accessKeyId: 'access', secretAccessKey: 'secret' };
async function answer() {
  const { onAuth } = codecommitAuth(credentials, { now: () => Date.UTC(2017, 11, 24, 11, 53, 20) });
  const { password } = await onAuth('us-west-2/test_repo');
  await init();
  signGit('us-west-2/test_repo', credentials);
  return password;
}
globalThis.answer = await answer().catch(String);
`;
const ANSWER = '20171224T115320Zb6df2d758a8023b2f000a546417007b65494f3ce8ad0300fd45fcfa173f1959a';

/** A new directory with the packed package installed, as a user would. */
let project;

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'codecommit-signer-'));
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: PACKAGE });
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  await writeFile(join(project, 'index.html'), PAGE);
  await writeFile(join(project, 'main.js'), MAIN);
  const [tarball] = (await readdir(project)).filter((name) => name.endsWith('.tgz'));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${tarball}`], { cwd: project });
});

after(() => rm(project, { recursive: true, force: true }));

test('the packed package has what it needs and nothing else', async () => {
  const root = join(project, 'node_modules/codecommit-signer');
  assert.deepEqual((await readdir(root)).sort(), ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'js', 'package.json']);
  assert.deepEqual((await readdir(join(root, 'js/wasm'))).sort(), [
    'codecommit_signer.js',
    'codecommit_signer_bg.wasm',
    'codecommit_signer_inline.js',
    'codecommit_signer_request.js',
    'codecommit_signer_request_bg.wasm',
    'codecommit_signer_ssh_keys.js',
    'codecommit_signer_ssh_keys_bg.wasm',
  ]);
});

test('the packed package works in Node.js', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', `${MAIN}\nconsole.log(globalThis.answer)`], {
    cwd: project,
  });
  assert.equal(stdout.trim(), ANSWER);
});

test("the packed package works in Vite's development server", async (t) => {
  const server = await createServer({ root: project, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
  await server.listen();
  t.after(() => server.close());
  assert.equal(await answerOf(t, `http://127.0.0.1:${server.httpServer.address().port}/`), ANSWER);
});

test('the packed package works when Vite has built it', async (t) => {
  await bundle({ root: project, logLevel: 'error', build: { target: 'esnext' } });
  const assets = await readdir(join(project, 'dist/assets'));
  assert.equal(assets.filter((name) => name.endsWith('.wasm')).length, 1);
  const url = await serve(t, join(project, 'dist'));
  assert.equal(await answerOf(t, `${url}/index.html`), ANSWER);
});

for (const [name, most] of [
  ['codecommit_signer', 14],
  ['codecommit_signer_request', 19],
  ['codecommit_signer_ssh_keys', 50],
]) {
  test(`the wasm of ${name} and its glue are at most ${most} KB gzipped together`, async () => {
    const wasm = join(PACKAGE, 'js/wasm');
    const files = [`${name}.js`, `${name}_bg.wasm`].map((file) => readFile(join(wasm, file)));
    const sizes = (await Promise.all(files)).map((file) => gzipSync(file, { level: 9 }).length);
    assert.ok(sizes[0] + sizes[1] <= most * 1024, `${sizes.join(' + ')} bytes`);
  });
}

async function answerOf(t, url) {
  const page = await browse(t, url);
  await page.waitForFunction(() => globalThis.answer);
  return page.evaluate(() => globalThis.answer);
}
