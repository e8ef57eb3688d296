import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { project, run } from './packed.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const ATTW = join(PACKAGE, '../node_modules/.bin/attw');

let world;
let root;
let described;

before(async () => {
  world = await project();
  root = join(world.dir, 'node_modules/codecommit-signer');
  described = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
});

after(() => world.remove());

test('the packed package contains only the necessary files', async () => {
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
  for (const name of await readdir(join(root, 'js'))) assert.match(name, /^wasm$|\.js$|\.d\.ts$/);
});

test('the package contains every file that it names or imports', async () => {
  for (const path of strings(described.exports)) assert.ok(await readFile(join(root, path)), path);
  for (const name of await readdir(join(root, 'js'))) {
    if (name === 'wasm') continue;
    const text = await readFile(join(root, 'js', name), 'utf8');
    for (const [, path] of text.matchAll(/(?:from|import|new URL\() ?'(\.\/[^']+)'/g)) {
      assert.ok(await readFile(join(root, 'js', path.replace(/\.js$/, name.endsWith('.d.ts') ? '.d.ts' : '.js'))), `${path} in ${name}`);
    }
  }
});

test('the inline entry contains the same wasm as the file', async () => {
  const { default: base64 } = await import(join(root, 'js/wasm/codecommit_signer_inline.js'));
  assert.deepEqual(Buffer.from(base64, 'base64'), await readFile(join(root, 'js/wasm/codecommit_signer_bg.wasm')));
});

test('package.json names the sources, and publishes with provenance', () => {
  const { repository, homepage, bugs, publishConfig, license, dependencies, scripts } = described;
  assert.equal(repository.directory, 'signer-wasm');
  const [, address] = /^git\+(https:\/\/.+)\.git$/.exec(repository.url);
  for (const url of [homepage, bugs.url]) assert.ok(url.startsWith(address), url);
  assert.deepEqual(publishConfig, { access: 'public', provenance: true });
  assert.equal(license, 'MIT OR Apache-2.0');
  assert.equal(dependencies, undefined);
  assert.deepEqual(Object.keys(scripts).filter((name) => /install/.test(name)), [], 'nothing runs when it is installed');
});

test('publint finds nothing', async () => {
  const { messages, pkg } = await publint({ pkgDir: root, pack: false, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
});

// There are only ES modules, in one copy: a second one would have a state of its own. CommonJS can `require()` them in
// every version of Node.js that is maintained. TypeScript's old resolution `node10` knows no `exports`.
test('Are The Types Wrong finds nothing in a package of ES modules', async () => {
  await run(ATTW, [world.tarball, '--profile', 'esm-only', '--no-color']).catch(({ stdout, stderr }) => assert.fail(stdout + stderr));
});

for (const [name, most] of [
  ['codecommit_signer', 14],
  ['codecommit_signer_request', 19],
  ['codecommit_signer_ssh_keys', 50],
]) {
  test(`the wasm of ${name} and its glue are at most ${most} KB gzipped together`, async () => {
    const wasm = join(root, 'js/wasm');
    const files = [`${name}.js`, `${name}_bg.wasm`].map((file) => readFile(join(wasm, file)));
    const sizes = (await Promise.all(files)).map((file) => gzipSync(file, { level: 9 }).length);
    assert.ok(sizes[0] + sizes[1] <= most * 1024, `${sizes.join(' + ')} bytes`);
  });
}

/** Every text in an object of objects. */
function strings(value) {
  return typeof value === 'string' ? [value] : Object.values(value).flatMap(strings);
}
