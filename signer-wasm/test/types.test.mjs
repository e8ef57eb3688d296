import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { run } from './packed.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const TSC = join(PACKAGE, '../node_modules/.bin/tsc');
// Never `--skipLibCheck`: the package's own declarations are checked too.
const STRICT = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--target', 'es2022', '--types', ''];
const DECLARATIONS = (await readdir(join(PACKAGE, 'js'))).filter((name) => name.endsWith('.d.ts')).map((name) => `js/${name}`);

for (const resolution of ['nodenext', 'bundler']) {
  const options = [...STRICT, '--module', resolution === 'bundler' ? 'esnext' : resolution, '--moduleResolution', resolution];

  test(`the types hold with module resolution ${resolution}`, () => compile('types.ts', options));

  test(`the types hold without the DOM, with module resolution ${resolution}`, () =>
    compile('types-without-dom.ts', [...options, '--lib', 'es2022,esnext.disposable']));
}

test('the declarations need only ES2022', () =>
  compileAll(DECLARATIONS, [...STRICT, '--module', 'nodenext', '--lib', 'es2022']));

function compile(fixture, options) {
  return compileAll([`test/fixtures/${fixture}`], options);
}

function compileAll(files, options) {
  return run(TSC, [...options, ...files], { cwd: PACKAGE }).catch(({ stdout, stderr }) => assert.fail(stdout + stderr));
}
