import { readdir, readFile } from 'node:fs/promises';

import { sshVectors } from './ssh-vectors.mjs';

const VECTORS = new URL('../tests/vectors/', import.meta.url);
const SUITE = new URL('aws-signing-test-suite/v4/', VECTORS);

/** Everything that the suite needs, as plain JSON that any runtime can receive. */
export async function vectors() {
  const { cases: git } = JSON.parse(await readFile(new URL('git-passwords.json', VECTORS), 'utf8'));
  const names = await readdir(SUITE);
  return { git, sigv4: await Promise.all(names.sort().map(signingCase)), ssh: await sshVectors() };
}

async function signingCase(name) {
  const text = (file) => readFile(new URL(`${name}/${file}`, SUITE), 'utf8');
  return {
    name,
    context: JSON.parse(await text('context.json')),
    request: parseRequest(await text('request.txt')),
    signed: parseRequest(await text('header-signed-request.txt')),
    signature: (await text('header-signature.txt')).trim(),
  };
}

function parseRequest(text) {
  const [head, ...body] = text.split('\n\n');
  // A line that starts with white space continues the previous header.
  const [first, ...headers] = head.trimEnd().split(/\n(?![ \t])/);
  const [, method, target] = /^(\S+) (.*) HTTP\/1\.1$/.exec(first);
  return { method, target, headers: headers.map(header), body: body.join('\n\n') };
}

function header(line) {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1)];
}
