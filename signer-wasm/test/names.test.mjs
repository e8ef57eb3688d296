import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { explainGit, init } from 'codecommit-signer';
import { isProfileName, isRegion, isRepositoryName, RESERVED_NAMES, serviceHost, signingRegion } from 'codecommit-signer/names';

const { regions, repositories, profiles, hosts, signing_regions: signingRegions } = JSON.parse(readFileSync(new URL('../tests/names.json', import.meta.url), 'utf8'));
await init();

test('regions, repositories and profiles match the table of the Rust tests', () => {
  for (const [accepts, { valid, invalid, reserved = [] }] of [[isRegion, regions], [isRepositoryName, repositories], [isProfileName, profiles]]) {
    for (const text of valid) assert.ok(accepts(text), JSON.stringify(text));
    for (const text of [...invalid, ...reserved]) assert.ok(!accepts(text), JSON.stringify(text));
  }
  assert.deepEqual(RESERVED_NAMES, profiles.reserved);
});

test('hosts match the table of the Rust tests', () => {
  for (const [service, region, host] of hosts) assert.equal(serviceHost(service, region), host ?? undefined);
  for (const region of regions.invalid) assert.equal(serviceHost('sts', region), undefined);
});

test('signing regions match the table of the Rust tests', () => {
  for (const [service, region, signed] of signingRegions) assert.equal(signingRegion(service, region), signed ?? undefined);
  for (const region of regions.invalid) assert.equal(signingRegion('sts', region), undefined);
});

/** The wasm's result for an address: its host, or the error's code. */
function explained(region, repository) {
  try {
    return explainGit(`codecommit://${repository}`, { region }).host;
  } catch (error) {
    return error.code;
  }
}

/** Every combination of one part from each list. */
function texts(first = [''], ...rest) {
  if (rest.length === 0) return first;
  return first.flatMap((piece) => texts(...rest).map((text) => piece + text));
}

test('the wasm accepts the same regions and builds the same hosts', () => {
  const middles = ['', '-', '-west', '-gov', '-iso', '-isob', '-W', '.', '-northwestsoutheast'];
  let valid = 0;
  for (const region of texts(['', 'e', 'eu', 'us', 'eusc', 'cn', 'XX', 'euw'], middles, middles, ['', '1', '-1', '-12', '-1a', '-1\n', '-\u0661', ' -1', '-123456789012345'])) {
    const said = explained(region, 'app');
    valid += Number(isRegion(region));
    assert.equal(isRegion(region), said !== 'invalid_region', JSON.stringify([region, said]));
    if (isRegion(region)) assert.equal(serviceHost('git-codecommit', region) ?? 'invalid_host', said);
  }
  assert.ok(valid > 300, `${valid}`);
});

test('the wasm accepts the same repository names', () => {
  let valid = 0;
  const pieces = ['', 'a', 'Z', '0', '.', '..', '-', '_', '.git', 'git', ';', '$', '\'', ' ', 'ü', '\n', 'x'.repeat(50)];
  for (const name of texts(pieces, pieces, pieces)) {
    const said = explained('eu-west-1', name);
    // In an address `.git` and one final slash are ignored, as git and users add them.
    const bare = name.replace(/\.git$/, '');
    valid += Number(isRepositoryName(bare));
    assert.equal(isRepositoryName(bare), said === 'git-codecommit.eu-west-1.amazonaws.com', JSON.stringify([name, said]));
  }
  assert.ok(valid > 200, `${valid}`);
});
