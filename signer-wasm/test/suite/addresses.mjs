import { deepEqual, equal, ok, rejects, throws } from '../assert.mjs';
import { KEYS, T0, URL_APP } from './values.mjs';

const EDGE = 'https://git.example.com';
const NOW = { now: () => T0 };

export function addressCases({ signGit, explainGit, GitSigner, codecommitAuth }) {
  const expected = () => signGit(URL_APP, KEYS, NOW);
  const advised = (error) => ok(error.message.includes("{ edge: 'https://git.example.com' }"), error.message);

  return {
    "an edge's addresses are signed for CodeCommit, by every function": async () => {
      for (const path of ['eu-west-1/app', 'eu-west-1/app.git', 'eu-west-1/app/', 'payments/eu-west-1/app', 'git-codecommit.eu-west-1.amazonaws.com/v1/repos/app']) {
        const url = `${EDGE}/${path}`;
        for (const edge of [EDGE, `${EDGE}/`, new URL(EDGE)]) {
          deepEqual(signGit(url, KEYS, { ...NOW, edge }), expected(), path);
          deepEqual(await new GitSigner(KEYS, { ...NOW, edge }).sign(url), expected());
          deepEqual({ ...(await codecommitAuth(KEYS, { ...NOW, edge }).onAuth(url)) }, expected());
        }
        deepEqual(await new GitSigner(KEYS, NOW).sign(new URL(url), { edge: EDGE }), expected());
        equal(explainGit(url, { edge: EDGE }).host, 'git-codecommit.eu-west-1.amazonaws.com');
      }
    },

    "needs a region for an edge's addresses without one": () => {
      const url = `${EDGE}/v1/repos/app`;
      deepEqual(signGit(url, KEYS, { ...NOW, edge: EDGE, region: 'eu-west-1' }), expected());
      throws(() => signGit(url, KEYS, { edge: EDGE }), 'region_required');
    },

    "with an edge CodeCommit's own addresses stay valid": () => {
      for (const url of [URL_APP, 'eu-west-1/app', 'codecommit::eu-west-1://app']) {
        deepEqual(signGit(url, KEYS, { ...NOW, edge: EDGE }), expected());
      }
    },

    'accepts http:// for an edge on loopback': () => {
      for (const edge of ['http://127.0.0.1:8787', 'http://localhost:8787', 'http://[::1]:8787']) {
        deepEqual(signGit(`${edge}/eu-west-1/app`, KEYS, { ...NOW, edge }), expected());
      }
    },

    'refuses other addresses on the edge': () => {
      for (const [path, code] of [
        ['', 'invalid_url'],
        ['app', 'invalid_url'],
        ['eu-west-1', 'invalid_url'],
        ['nowhere/app', 'invalid_region'],
        ['payments/nowhere/app', 'invalid_region'],
        ['Payments/eu-west-1/app', 'invalid_url'],
        ['setup/eu-west-1/app', 'invalid_url'],
        ['us-east-1/eu-west-1/app', 'invalid_url'],
        ['a/payments/eu-west-1/app', 'invalid_url'],
        ['eu-west-1/a%2Fb', 'invalid_repository_name'],
        ['eu-west-1/', 'invalid_url'],
        ['eu-west-1//app', 'invalid_url'],
        ['codecommit::eu-west-1://app', 'invalid_url'],
        ['evil.tld/v1/repos/app', 'invalid_host'],
        ['x@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app', 'invalid_url'],
        ['eu-west-1/app?x', 'invalid_url'],
        ['eu-west-1/app#x', 'invalid_url'],
      ]) {
        throws(() => signGit(`${EDGE}/${path}`, KEYS, { ...NOW, edge: EDGE }), code);
      }
      throws(() => signGit('https://user:pass@git.example.com/eu-west-1/app', KEYS, { edge: EDGE }), 'invalid_url');
      throws(() => signGit(`${EDGE}/eu-west-1/app`, KEYS, { edge: EDGE, region: 'eu-west-2' }), 'region_mismatch');
    },

    'refuses addresses on other hosts than the edge': () => {
      for (const url of [
        'https://git.example.com.evil.tld/eu-west-1/app',
        'https://git.example.com:444/eu-west-1/app',
        'https://git.example.com@evil.tld/eu-west-1/app',
        'https://evil.tld/git.example.com/eu-west-1/app',
        'http://git.example.com/eu-west-1/app',
      ]) {
        const { code } = throws(() => signGit(url, KEYS, { edge: EDGE }), url.startsWith('http:') || url.includes('@') ? 'invalid_url' : 'invalid_host');
        ok(code);
      }
    },

    "without the option an edge's address says what to do": async () => {
      for (const url of [`${EDGE}/eu-west-1/app`, new URL(`${EDGE}/payments/eu-west-1/app`)]) {
        advised(throws(() => signGit(url, KEYS), 'invalid_host'));
        advised(throws(() => explainGit(url), 'invalid_host'));
        advised(await rejects(new GitSigner(KEYS).sign(url), 'invalid_host'));
        advised(await rejects(codecommitAuth(KEYS).onAuth(url), 'invalid_host'));
      }
      advised(throws(() => signGit('http://127.0.0.1:8787/eu-west-1/app', KEYS), 'invalid_url'));
      for (const url of ['https://evil.tld/v1/repos/app', 'https://evil.tld/a/b', 'us-iso-east-1/app']) {
        ok(!throws(() => signGit(url, KEYS), 'invalid_host').message.includes('edge'), url);
      }
    },

    'refuses an edge over plain HTTP, or with an invalid origin': async () => {
      for (const edge of [null, 1, '', 'git.example.com', 'http://git.example.com', 'http://127.0.0.1.evil.tld', 'ftp://git.example.com', 'https://a:b@git.example.com', `${EDGE}/git`, `${EDGE}/?x`, `${EDGE}/#x`, { href: `${EDGE}/` }]) {
        throws(() => signGit(URL_APP, KEYS, { edge }), 'invalid_options');
        await rejects((async () => new GitSigner(KEYS, { edge }))(), 'invalid_options');
      }
    },

    'accepts a URL object as address': async () => {
      for (const url of [new URL(URL_APP), new URL('codecommit::eu-west-1://app'), new URL('arn:aws:codecommit:eu-west-1:123456789012:app')]) {
        deepEqual(signGit(url, KEYS, NOW), expected());
        deepEqual(await new GitSigner(KEYS, NOW).sign(url), expected());
      }
      for (const url of [{ href: URL_APP }, [URL_APP], null, 1]) throws(() => signGit(url, KEYS), 'invalid_url');
    },
  };
}
