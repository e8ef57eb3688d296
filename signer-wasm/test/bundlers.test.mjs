import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { esbuilt, rolledUp, webpacked } from './bundle.mjs';
import { ADVICE, ANSWER, answerIn, AT_ONCE, otherNodes, program, project } from './packed.mjs';

// As seen from a bundle's directory.
const WASM = '../node_modules/codecommit-signer/js/wasm/codecommit_signer_bg.wasm';

let world;

before(async () => {
  world = await project({
    'plain.js': program('codecommit-signer'),
    'given.js': `import { readFileSync } from 'node:fs';\n${program('codecommit-signer', { given: `readFileSync('${WASM}')` })}`,
    'inline.js': program('codecommit-signer/inline'),
    'at-once.js': AT_ONCE,
  });
});

after(() => world.remove());

test('Node.js runs the installed package', async () => {
  for (const name of ['plain.js', 'inline.js', 'at-once.js']) assert.equal(await answerIn(join(world.dir, name)), ANSWER, name);
});

test("the machine's own Node.js runs the installed package", async (t) => {
  const nodes = await otherNodes();
  if (nodes.length === 0) t.skip('there is no other Node.js on the PATH');
  for (const { file, version } of nodes) {
    for (const name of ['plain.js', 'inline.js', 'at-once.js']) {
      assert.equal(await answerIn(join(world.dir, name), file), ANSWER, `${name} in Node.js ${version}`);
    }
  }
});

// What Next.js sets for the code of server components: files for browsers, at addresses of the site.
const NEXT = { publicPath: '/_next/', assetModuleFilename: '../static/media/[name].[hash:8][ext]' };

// `alone` says whether the default entry works without the file being given: only webpack includes it.
for (const { bundler, build, alone } of [
  { bundler: 'esbuild, CommonJS', build: (name) => esbuilt(world.dir, name, { platform: 'node', format: 'cjs' }), alone: false },
  { bundler: 'esbuild, ES modules', build: (name) => esbuilt(world.dir, name, { platform: 'node', format: 'esm' }), alone: false },
  { bundler: 'Rollup, CommonJS', build: (name) => rolledUp(world.dir, name, { conditions: ['node'], format: 'cjs' }), alone: false },
  { bundler: 'Rollup, ES modules', build: (name) => rolledUp(world.dir, name, { conditions: ['node'], format: 'es' }), alone: false },
  { bundler: 'webpack', build: (name) => webpacked(world.dir, name, { target: 'node' }), alone: true },
  { bundler: "webpack with Next.js's settings for the server", build: (name) => webpacked(world.dir, name, { target: 'node', output: NEXT }), alone: false },
]) {
  test(`${bundler}, for Node.js`, async (t) => {
    await t.test('the inline entry needs no file and no init()', async () => {
      for (const name of ['inline', 'at-once']) assert.equal(await answerIn(await build(name)), ANSWER, name);
    });

    await t.test('the default entry works with a module that was given to init()', async () => {
      assert.equal(await answerIn(await build('given')), ANSWER);
    });

    await t.test(alone ? 'the default entry works' : 'the default entry says what to import', async () => {
      const answer = await answerIn(await build('plain'));
      if (alone) assert.equal(answer, ANSWER);
      else assert.match(answer, ADVICE);
    });
  });
}
