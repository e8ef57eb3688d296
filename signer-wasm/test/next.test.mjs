// Next.js, as it is installed: `next build` with both of its bundlers, and `next start`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import { ADVICE, ANSWER, project, run } from './packed.mjs';
import { runtime, RUNTIMES } from './set-up-runtimes.mjs';
import { openBrowser } from './support.mjs';

const CREDENTIALS = "{ accessKeyId: 'access', secretAccessKey: 'secret' }";
const OPTIONS = '{ now: () => Date.UTC(2017, 11, 24, 11, 53, 20) }';
const TELL = "({ password }) => password, (error) => error.code + ': ' + error.message";

/** A page whose component of the server signs at each request, with a component of the client beside it. */
const page = (entry) => `
import { GitSigner } from '${entry}';
import { Client } from './client.jsx';

export const dynamic = 'force-dynamic';
export default async function Page() {
  const answer = await new GitSigner(${CREDENTIALS}, ${OPTIONS}).sign('us-west-2/test_repo').then(${TELL});
  return <main><p id="server">{answer}</p><Client /></main>;
}
`;

const client = (entry) => `
'use client';
import { useEffect, useState } from 'react';
import { codecommitAuth } from '${entry}';

export function Client() {
  const [answer, show] = useState('');
  useEffect(() => {
    codecommitAuth(${CREDENTIALS}, ${OPTIONS}).onAuth('us-west-2/test_repo').then(${TELL}).then(show);
  }, []);
  return <p id="client">{answer}</p>;
}
`;

const FILES = {
  'next.config.mjs': `export default { distDir: process.env.DIRECTORY, turbopack: { root: ${JSON.stringify(RUNTIMES)} } };\n`,
  'app/layout.jsx': 'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }\n',
  'app/default/page.jsx': page('codecommit-signer'),
  'app/default/client.jsx': client('codecommit-signer/isomorphic-git'),
  'app/inline/page.jsx': page('codecommit-signer/inline'),
  'app/inline/client.jsx': client('codecommit-signer/inline'),
};

let next;
let world;
let browser;

before(async () => {
  next = await runtime('NEXT', 'next/dist/bin/next');
  if (!next) return;
  browser = await openBrowser();
  // Below the packages of set-up, because Turbopack follows no links out of a project.
  world = await project(FILES, RUNTIMES);
});

after(async () => {
  await browser?.close();
  await world?.remove();
});

for (const bundler of ['turbopack', 'webpack']) {
  test(`Next.js with ${bundler}: components of the server and of the client`, async (t) => {
    if (!next) return t.skip('`scripts/setup tests` installs Next.js; or set NEXT to its `dist/bin/next`');
    const options = { cwd: world.dir, env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', DIRECTORY: bundler } };
    await run(process.execPath, [next, 'build', `--${bundler}`], options);
    const origin = await start(t, options);

    // The default entry first: where both are loaded, it uses what the inline one contains.
    const tab = await browser.newPage();
    t.after(() => tab.close());
    const answers = [];
    for (const path of ['default', 'inline']) {
      await tab.goto(`${origin}/${path}`);
      await tab.waitForFunction(() => document.getElementById('client').textContent, undefined, { timeout: 60_000 });
      answers.push(await tab.textContent('#server'), await tab.textContent('#client'));
    }
    const [byDefault, ...others] = answers;
    assert.match(byDefault, ADVICE);
    assert.deepEqual(others, [ANSWER, ANSWER, ANSWER]);
  });
}

/** `next start` on loopback, until the test ends. */
async function start(t, options) {
  const server = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', '0'], { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    server.kill();
    await once(server, 'exit');
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin) return origin;
  }
  throw new Error('`next start` ended');
}
