import { join } from 'node:path';

import { nodeResolve } from '@rollup/plugin-node-resolve';
import { build } from 'esbuild';
import { rollup } from 'rollup';
import webpack from 'webpack';

// Each bundles `{dir}/{name}.js`, with no more settings than a user needs, and returns the path of the result.

const ENDINGS = { cjs: 'cjs', esm: 'mjs', iife: 'js' };

let bundles = 0;

/** A new file, in a directory of its own. */
const result = (dir, ending) => join(dir, `bundle-${++bundles}`, `main.${ending}`);

export async function esbuilt(dir, name, options) {
  const outfile = result(dir, ENDINGS[options.format]);
  await build({ absWorkingDir: dir, entryPoints: [`${name}.js`], bundle: true, logLevel: 'silent', outfile, ...options });
  return outfile;
}

export async function rolledUp(dir, name, { conditions, format }) {
  const file = result(dir, format === 'cjs' ? 'cjs' : 'mjs');
  const bundle = await rollup({
    input: join(dir, `${name}.js`),
    external: [/^node:/],
    plugins: [nodeResolve({ exportConditions: conditions, browser: conditions.includes('browser') })],
    onwarn: () => undefined,
  });
  await bundle.write({ file, format, name: 'app' });
  await bundle.close();
  return file;
}

export async function webpacked(dir, name, { target, output = {} }) {
  const file = result(dir, target === 'node' ? 'cjs' : 'js');
  const compiler = webpack({
    context: dir,
    entry: `./${name}.js`,
    mode: 'production',
    // Minimising takes a second, and is not under test.
    optimization: { minimize: false },
    target,
    output: { path: join(file, '..'), filename: 'main.' + (target === 'node' ? 'cjs' : 'js'), ...output },
  });
  const stats = await new Promise((resolve, reject) => compiler.run((error, done) => (error ? reject(error) : resolve(done))));
  await new Promise((resolve) => compiler.close(resolve));
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
  return file;
}
