import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

export const run = promisify(execFile);

/** The password for the credentials, time and address of `program`. */
export const ANSWER = '20171224T115320Zb6df2d758a8023b2f000a546417007b65494f3ce8ad0300fd45fcfa173f1959a';

/** What a program ends with if its bundler has not included the wasm. */
export const ADVICE = /^load_failed: .*import codecommit-signer\/inline, which contains it/;

/**
 * A new directory with the packed package installed, as a user would.
 *
 * @param files further files by path
 * @param parent the directory in which it is created
 */
export async function project(files = {}, parent = tmpdir()) {
  const dir = await mkdtemp(join(parent, 'codecommit-signer-'));
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', dir], { cwd: PACKAGE });
  await writeFile(join(dir, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${stdout.trim()}`], { cwd: dir });
  await add(dir, files);
  return { dir, tarball: join(dir, stdout.trim()), remove: () => rm(dir, { recursive: true, force: true }) };
}

async function add(dir, files) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
}

/**
 * A program that signs twice, and leaves the password or the error's code and message in `globalThis.answer`.
 *
 * @param given an expression for the input of `init()`; without one the program does not call it
 */
export function program(entry, { given } = {}) {
  const auth = entry === 'codecommit-signer' ? `${entry}/isomorphic-git` : entry;
  return `
import { GitSigner${given === undefined ? '' : ', init'} } from '${entry}';
import { codecommitAuth } from '${auth}';

const credentials = { accessKeyId: 'access', secretAccessKey: 'secret' };
const options = { now: () => Date.UTC(2017, 11, 24, 11, 53, 20) };
async function answer() {
  ${given === undefined ? '' : `await init(${given});`}
  const signer = new GitSigner(credentials, options);
  const { password } = await signer.sign('us-west-2/test_repo');
  const auth = await codecommitAuth(credentials, options).onAuth('us-west-2/test_repo');
  return auth.password === password ? password : 'not the same';
}
globalThis.answer = answer().catch((error) => error.code + ': ' + error.message);
`;
}

/** A program for `codecommit-signer/inline` that signs without waiting for anything. */
export const AT_ONCE = `
import { signGit } from 'codecommit-signer/inline';

const options = { now: Date.UTC(2017, 11, 24, 11, 53, 20) };
globalThis.answer = signGit('us-west-2/test_repo', { accessKeyId: 'access', secretAccessKey: 'secret' }, options).password;
`;

/** What a bundle leaves in `globalThis.answer` when Node.js runs it. */
export async function answerIn(file, node = process.execPath) {
  const script = `import(${JSON.stringify(file)}).then(async () => console.log(await globalThis.answer))`;
  const { stdout } = await run(node, ['--eval', script], { cwd: dirname(file) });
  return stdout.trim();
}

/** The first other versions of Node.js on the PATH, such as the one of the machine: `{ file, version }`. */
export async function otherNodes() {
  const found = new Map();
  for (const directory of process.env.PATH.split(delimiter)) {
    const file = join(directory, 'node');
    const version = await run(file, ['--version']).then(({ stdout }) => stdout.trim(), () => undefined);
    if (version !== undefined && version !== process.version && !found.has(version)) found.set(version, { file, version });
  }
  return [...found.values()];
}
