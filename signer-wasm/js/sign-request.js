import { assertString, seconds } from './arguments.js';
import { CodeCommitSignerError, seen, signing } from './error.js';
import { openSigner } from './open-signer.js';
import { requestWasm } from './request-wasm.js';
import { Signer } from './wasm/codecommit_signer_request.js';

/** Signs an AWS API call; returns the headers to add to it. */
export function signRequest(
  { method, url, headers, body },
  credentials,
  { service, region, now = Date.now, normalizePath = true, contentSha256 = false, sessionTokenHeader = 'signed' },
) {
  requestWasm.assertLoaded();
  assertString(method, 'invalid_request', 'the method');
  assertString(service, 'invalid_request', 'the service');
  assertString(region, 'invalid_region', 'the region');
  const time = seconds(now);
  const { host, target } = split(url);
  const head = requestHead(method, target, headers, host);
  const bytes = bodyBytes(body);
  const tokenUnsigned = tokenIsUnsigned(sessionTokenHeader);

  const { signer } = openSigner(Signer, credentials);
  try {
    const lines = signing(() =>
      signer.signRequest(head, bytes, service, region, time, normalizePath, contentSha256, tokenUnsigned),
    );
    return { headers: pairs(lines.split('\n')) };
  } finally {
    signer.free();
  }
}

// Not with `URL`, which re-encodes and removes dots: the signed text must be the one that is sent.
function split(url) {
  assertString(url, 'invalid_url', 'the URL');
  const parts = /^https?:\/\/([^/?#@\s]+)(\/[^?#]*)?(\?[^#]*)?$/.exec(url);
  if (!parts) {
    throw new CodeCommitSignerError(
      'invalid_url',
      'the URL must read `https://{host}/{path}?{query}`, without a user name and without a fragment',
    );
  }
  return { host: parts[1], target: (parts[2] ?? '/') + (parts[3] ?? '') };
}

/** The request's head as sent. The host is in the URL, but the signature needs it as a header. */
function requestHead(method, target, headers = {}, host) {
  const lines = [`${method} ${target}`];
  let hasHost = false;
  for (const [name, value] of typeof headers[Symbol.iterator] === 'function' ? headers : Object.entries(headers)) {
    if (typeof name !== 'string' || typeof value !== 'string') {
      throw new CodeCommitSignerError('invalid_request', `a header's name and value must be strings, saw ${seen(value)}`);
    }
    if (/[:\s]/.test(name)) {
      throw new CodeCommitSignerError('invalid_request', "a header's name has a colon or white space in it");
    }
    hasHost ||= name.toLowerCase() === 'host';
    // A value may be folded (RFC 9112, 5.2); other line breaks are rejected below.
    lines.push(`${name}:${value.replace(/\r?\n[ \t]+/g, ' ')}`);
  }
  if (!hasHost) lines.push(`host:${host}`);
  if (/\s/.test(method) || lines.some((line) => line.includes('\n'))) {
    throw new CodeCommitSignerError(
      'invalid_request',
      'the method has white space in it, or the URL or a header has a line break',
    );
  }
  return lines.join('\n');
}

function bodyBytes(body) {
  if (body == null) return new Uint8Array();
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new CodeCommitSignerError(
    'invalid_request',
    `the body must be a string, an ArrayBuffer or a view of one, saw ${seen(body)}; a stream must be read first`,
  );
}

function tokenIsUnsigned(sessionTokenHeader) {
  if (sessionTokenHeader === 'signed' || sessionTokenHeader === 'unsigned') return sessionTokenHeader === 'unsigned';
  throw new CodeCommitSignerError('invalid_request', "sessionTokenHeader must be 'signed' or 'unsigned'");
}

function pairs(list) {
  const named = {};
  for (let i = 0; i + 1 < list.length; i += 2) named[list[i]] = list[i + 1];
  return named;
}
