import { assertString } from './arguments.js';
import { CodeCommitSignerError } from './error.js';
import { isRegion, isRepositoryName, serviceHost } from './names.js';

/** The lines for `~/.ssh/config`. */
export function sshConfig({ keyId, identityFile = '~/.ssh/codecommit_rsa', region = 'us-east-1', sha1 = false } = {}) {
  const lines = [
    `Host ${hostPattern(region)}`,
    `  User ${sshUser(keyId)}`,
    `  IdentityFile ${fileName(identityFile)}`,
    '  IdentitiesOnly yes',
  ];
  if (sha1) lines.push('  HostkeyAlgorithms +ssh-rsa', '  PubkeyAcceptedAlgorithms +ssh-rsa');
  return `${lines.join('\n')}\n`;
}

/** The command that clones a repository. No word in it needs quotes in any shell. */
export function cloneCommand({ keyId, region, repository } = {}) {
  const host = gitHost(region);
  if (typeof repository !== 'string' || !isRepositoryName(repository)) {
    throw new CodeCommitSignerError(
      'invalid_repository_name',
      "the repository's name must have 1 to 100 letters, digits, `.`, `_` and `-`, and not end in `.git`",
    );
  }
  const user = keyId === undefined ? '' : `${sshUser(keyId)}@`;
  return `git clone ssh://${user}${host}/v1/repos/${repository}`;
}

/** All regions of the partition, as AWS's guide writes it. GovCloud has the suffix of the commercial regions. */
function hostPattern(region) {
  const host = gitHost(region);
  const regions = region.startsWith('us-gov-') ? 'us-gov-*' : '*';
  return host.replace(region, regions);
}

function gitHost(region) {
  assertString(region, 'invalid_region', 'the region');
  const host = serviceHost('git-codecommit', region);
  if (host) return host;
  throw new CodeCommitSignerError(
    'invalid_region',
    isRegion(region)
      ? 'CodeCommit has no public host in the isolated regions'
      : "the region is not an AWS region: expected a name such as `eu-west-1`",
  );
}

function sshUser(keyId) {
  if (typeof keyId === 'string' && KEY_ID.test(keyId)) return keyId;
  throw new CodeCommitSignerError(
    'invalid_key_id',
    'the SSH key ID must be the one that IAM shows for the uploaded key, such as `APKAEIBAERJR2EXAMPLE`',
  );
}

/**
 * An argument of `IdentityFile`, in which `%` starts a token and `${` a variable.
 *
 * Source: ssh_config(5), "TOKENS" and "ENVIRONMENT VARIABLES". Windows' OpenSSH takes slashes too.
 */
function fileName(name) {
  assertString(name, 'invalid_identity_file', 'the name of the key file');
  const file = WINDOWS.test(name) ? name.replaceAll('\\', '/') : name;
  if (file.trim() === '' || file.toLowerCase() === 'none' || NOT_IN_FILE.test(file) || file.includes('${')) {
    throw new CodeCommitSignerError(
      'invalid_identity_file',
      'the name of the key file is empty or has a character that `~/.ssh/config` cannot express: a quote, a backslash, ' +
        'a control character or `${`',
    );
  }
  const escaped = file.replaceAll('%', '%%');
  return PLAIN.test(escaped) ? escaped : `"${escaped}"`;
}

/** Source: botocore's model, `publicKeyIdType`. */
const KEY_ID = /^[A-Za-z0-9_]{20,128}$/;
const WINDOWS = /^(?:[A-Za-z]:|~)\\/;
const NOT_IN_FILE = /["\\\u0000-\u001f\u007f-\u009f]/;
const PLAIN = /^[A-Za-z0-9_.~/:@%+-]+$/;
