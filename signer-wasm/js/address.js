import { CodeCommitSignerError, seen, signing } from './error.js';
import { isProfileName, isRegion } from './names.js';

/** Calls the wasm with an address in one of its forms. Addresses of an edge are converted first. */
export function signingFor(url, edge, call) {
  const text = isUrl(url) ? url.href : url;
  if (typeof text !== 'string') {
    throw new CodeCommitSignerError('invalid_url', `the address must be a string or a URL, saw ${seen(url)}`);
  }
  const address = edge === undefined ? text : (addressAt(edge, text) ?? text);
  try {
    return signing(() => call(address));
  } catch (error) {
    throw edge === undefined && EDGE.includes(error.code) && seemsToBeAnEdges(text) ? withAdvice(error) : error;
  }
}

/** The origin of an edge, such as `https://git.example.com`; undefined without an edge. */
export function edgeOrigin(edge) {
  if (edge === undefined) return undefined;
  const url = typeof edge === 'string' || isUrl(edge) ? parse(edge) : undefined;
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname));
  if (isPrivate && url.href === `${url.origin}/`) return url.origin;
  throw new CodeCommitSignerError(
    'invalid_options',
    'edge must be the address of the edge without a user name, path or query, such as `https://git.example.com`; ' +
      '`http://` is only for this machine, because it would send the password in the clear',
  );
}

// The errors for addresses that are not CodeCommit's.
const EDGE = ['invalid_host', 'invalid_url'];

/** The address in a form for the wasm, if it is on the edge. */
function addressAt(edge, text) {
  const url = parse(text);
  if (url?.origin !== edge) return undefined;
  if (url.username || url.password) throw invalid('the address contains a user name or a password; remove the part before the `@`');
  if (url.search || url.hash) throw invalid('the address has a query or a fragment');
  const address = addressIn(url.pathname);
  if (address === undefined) {
    throw invalid('this is not the address of a repository on the edge: expected `{edge}/{region}/{name}` or `{edge}/{profile}/{region}/{name}`');
  }
  return address;
}

/** Converts the path of an edge's address to an address for the wasm, which checks the names. */
function addressIn(pathname) {
  const parts = pathname.replace(/^\//, '').replace(/\/$/, '').split('/');
  if (parts.length === 4 && parts[1] === 'v1' && parts[2] === 'repos') return `https://${parts.join('/')}`;
  if (parts.length === 3 && parts[0] === 'v1' && parts[1] === 'repos') return `codecommit://${parts[2]}`;
  // The signature does not depend on the profile.
  if (parts.length === 3 && isProfileName(parts[0])) parts.shift();
  return parts.length === 2 ? parts.join('/') : undefined;
}

function seemsToBeAnEdges(text) {
  const url = parse(text);
  const [region] = (/^https?:$/.test(url?.protocol) && addressIn(url.pathname)?.split('/')) || [];
  return region !== undefined && isRegion(region);
}

function withAdvice({ code, message }) {
  return new CodeCommitSignerError(
    code,
    `${message}. If this is the address of an edge, name the edge in the options: { edge: 'https://git.example.com' }`,
  );
}

function isThisMachine(hostname) {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function parse(url) {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** Whether it is a `URL`, also one of another realm, as in Jest. */
function isUrl(value) {
  return Object.prototype.toString.call(value) === '[object URL]';
}

function invalid(message) {
  return new CodeCommitSignerError('invalid_url', message);
}
