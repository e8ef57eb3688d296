import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { build as esbuild } from 'esbuild';

import { ANSWER, answerIn, AT_ONCE, program, project } from './packed.mjs';

const WASM = './node_modules/codecommit-signer/js/wasm/codecommit_signer_bg.wasm';
const ADVICE = /^load_failed: .*import codecommit-signer\/inline, which contains it/;

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

const inNode = (file) => answerIn(join(world.dir, file));

/** Bundles `{name}.js` with esbuild into `{name}.{format}.{ending}` for Node.js. */
async function forNode(name, format) {
  const outfile = join(world.dir, `${name}.${format === 'cjs' ? 'cjs' : 'mjs'}`);
  await esbuild({ absWorkingDir: world.dir, entryPoints: [`${name}.js`], bundle: true, platform: 'node', format, outfile, logLevel: 'silent' });
  return answerIn(outfile);
}

test('Node.js runs the package as it is installed', async () => {
  for (const name of ['plain.js', 'inline.js', 'at-once.js']) assert.equal(await inNode(name), ANSWER, name);
});

for (const format of ['cjs', 'esm']) {
  test(`esbuild for Node.js (${format})`, async (t) => {
    await t.test('the inline entry needs no file and no init()', async () => {
      assert.equal(await forNode('inline', format), ANSWER);
      assert.equal(await forNode('at-once', format), ANSWER);
    });

    await t.test('the default entry works with a module that was given to init()', async () => {
      assert.equal(await forNode('given', format), ANSWER);
    });

    await t.test('the default entry says what to import', async () => {
      assert.match(await forNode('plain', format), ADVICE);
    });
  });
}
