import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { vectors } from './vectors.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

const WORKER = `
import * as codecommit from './js/index.workerd.js';
import { codecommitAuth } from './js/isomorphic-git.workerd.js';
import { init as initRequest, signRequest } from './js/request.workerd.js';
import * as sshKeys from './js/ssh-keys.workerd.js';
import { report } from './test/suite.mjs';
import vectors from './vectors.json';

export default {
  async fetch() {
    return Response.json(await report({ ...codecommit, codecommitAuth, initRequest, signRequest, sshKeys }, vectors));
  },
};
`;

const INLINE = `
import { codecommitAuth, signGit } from './js/inline.workerd.js';
import { KEYS, T0, URL_APP } from './test/suite/values.mjs';

const atOnce = signGit(URL_APP, KEYS, { now: T0 });
export default {
  async fetch() {
    const later = await codecommitAuth(KEYS, { now: () => T0 }).onAuth(URL_APP);
    return Response.json([{ name: 'signs at once', error: later.password === atOnce.password ? undefined : 'not the same' }]);
  },
};
`;

test('runs in workerd by module name', async (t) => {
  const results = await resultsOf(t, WORKER);
  assert.ok(results.length > 50);
  for (const { name, error } of results) await t.test(name, () => assert.equal(error, undefined));
});

test('in workerd, the inline entry signs before any request', async (t) => {
  assert.deepEqual(await resultsOf(t, INLINE), [{ name: 'signs at once' }]);
});

async function resultsOf(t, worker) {
  const dir = await mkdtemp(join(tmpdir(), 'codecommit-signer-'));
  t.after(() => rm(dir, { recursive: true }));
  await cp(join(PACKAGE, 'js'), join(dir, 'js'), { recursive: true });
  await cp(join(PACKAGE, 'test'), join(dir, 'test'), { recursive: true });
  await writeFile(join(dir, 'worker.js'), worker);
  await writeFile(join(dir, 'vectors.json'), JSON.stringify(await vectors()));
  await writeFile(join(dir, 'config.capnp'), await configuration(dir));

  return (await fetch(await workerd(t, join(dir, 'config.capnp')))).json();
}

test('the condition workerd selects the modules that import the wasm', async () => {
  const { resolved } = await run([
    '--conditions=workerd',
    '--input-type=module',
    '--eval',
    "console.log(JSON.stringify({ resolved: ['', '/inline', '/isomorphic-git', '/request', '/ssh-keys'].map((path) => import.meta.resolve('codecommit-signer' + path)) }))",
  ]);
  assert.deepEqual(
    resolved.map((url) => url.replace(/.*\//, '')),
    ['index.workerd.js', 'inline.workerd.js', 'isomorphic-git.workerd.js', 'request.workerd.js', 'ssh-keys.workerd.js'],
  );
});

async function configuration(dir) {
  const below = async (path, kind, pattern) =>
    (await readdir(join(dir, path))).filter((name) => pattern.test(name)).map((name) => [`${path}/${name}`, kind]);
  const modules = [
    ['worker.js', 'esModule'],
    ['vectors.json', 'json'],
    ['test/suite.mjs', 'esModule'],
    ['test/assert.mjs', 'esModule'],
    ...(await below('test/suite', 'esModule', /\.mjs$/)),
    ...(await below('js', 'esModule', /(?<!\.node)\.js$/)),
    ...(await below('js/wasm', 'esModule', /\.js$/)),
    ...(await below('js/wasm', 'wasm', /\.wasm$/)),
  ].map(([name, kind]) => `(name = "${name}", ${kind} = embed "${name}")`);

  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (compatibilityDate = "2025-01-01", modules = [${modules.join(',\n')}]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);`;
}

/** Starts workerd on a free port and returns its address; stops with the test. */
async function workerd(t, config) {
  const bin = createRequire(import.meta.url)('workerd').default;
  const server = spawn(bin, ['serve', '--control-fd=3', config], { stdio: ['ignore', 'inherit', 'inherit', 'pipe'] });
  t.after(async () => {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  });
  for await (const data of server.stdio[3]) {
    for (const line of data.toString().split('\n').filter(Boolean)) {
      const { event, port } = JSON.parse(line);
      if (event === 'listen') return `http://127.0.0.1:${port}/`;
    }
  }
  throw new Error('workerd ended before it listened');
}

async function run(args) {
  const child = spawn(process.execPath, args, { cwd: PACKAGE, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const data of child.stdout) output += data;
  return JSON.parse(output);
}
