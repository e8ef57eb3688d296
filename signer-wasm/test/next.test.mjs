// Next.js, as it is installed: `next build` with both of its bundlers, and `next start`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

import { ANSWER, project, run } from './packed.mjs';
import { runtime, RUNTIMES } from './set-up-runtimes.mjs';
import { openBrowser } from './support.mjs';

const ARGUMENTS = "'us-west-2/test_repo', { accessKeyId: 'access', secretAccessKey: 'secret' }";
const OPTIONS = '{ now: () => Date.UTC(2017, 11, 24, 11, 53, 20) }';
const TELL = "({ password }) => password, (error) => error.code + ': ' + error.message";

/** A component of the server that signs at each request, with the default entry. */
const SERVER_DEFAULT = `
import { GitSigner } from 'codecommit-signer';

export const dynamic = 'force-dynamic';
export default async function Page() {
  const answer = await new GitSigner({ accessKeyId: 'access', secretAccessKey: 'secret' }, ${OPTIONS}).sign('us-west-2/test_repo').then(${TELL});
  return <p id="server">{answer}</p>;
}
`;

const SERVER_INLINE = `
import { signGit } from 'codecommit-signer/inline';
import { Client } from './client.jsx';

export const dynamic = 'force-dynamic';
export default function Page() {
  return <main><p id="server">{signGit(${ARGUMENTS}, ${OPTIONS}).password}</p><Client /></main>;
}
`;

/** A component of the client, with both entries. */
const CLIENT = `
'use client';
import { useEffect, useState } from 'react';
import { signGit } from 'codecommit-signer/inline';
import { codecommitAuth } from 'codecommit-signer/isomorphic-git';

export function Client() {
  const [byDefault, show] = useState('');
  const [inline, showInline] = useState('');
  useEffect(() => {
    const auth = codecommitAuth({ accessKeyId: 'access', secretAccessKey: 'secret' }, ${OPTIONS});
    auth.onAuth('us-west-2/test_repo').then(${TELL}).then(show);
    showInline(signGit(${ARGUMENTS}, ${OPTIONS}).password);
  }, []);
  return <><p id="default">{byDefault}</p><p id="inline">{inline}</p></>;
}
`;

const FILES = {
  'next.config.mjs': `export default { distDir: process.env.DIRECTORY, turbopack: { root: ${JSON.stringify(RUNTIMES)} } };\n`,
  'app/layout.jsx': 'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }\n',
  'app/page.jsx': SERVER_INLINE,
  'app/client.jsx': CLIENT,
  'app/default/page.jsx': SERVER_DEFAULT,
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

    const page = await browser.newPage();
    t.after(() => page.close());
    await page.goto(origin);
    for (const id of ['server', 'default', 'inline']) {
      await page.waitForFunction((name) => document.getElementById(name).textContent, id, { timeout: 10_000 });
      assert.equal(await page.textContent(`#${id}`), ANSWER, id);
    }
    await page.goto(`${origin}/default`);
    assert.equal(await page.textContent('#server'), ANSWER, 'the default entry on the server');
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
