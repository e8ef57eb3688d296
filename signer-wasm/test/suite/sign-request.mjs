import { deepEqual, equal, throws } from '../assert.mjs';
import { KEYS, T0, temporary } from './values.mjs';

export function signRequestCases({ signRequest }, { sigv4 }) {
  function sign({ request, context }, headers = request.headers) {
    return signRequest(
      { ...request, url: `https://example.amazonaws.com${request.target}`, headers },
      {
        accessKeyId: context.credentials.access_key_id,
        secretAccessKey: context.credentials.secret_access_key,
        sessionToken: context.credentials.token,
      },
      {
        service: context.service,
        region: context.region,
        now: new Date(context.timestamp),
        normalizePath: context.normalize,
        contentSha256: context.sign_body,
        sessionTokenHeader: context.omit_session_token ? 'unsigned' : 'signed',
      },
    ).headers;
  }

  function expected({ request, signed }) {
    const added = signed.headers.slice(request.headers.length).map(([name, value]) => [name.toLowerCase(), value]);
    return Object.fromEntries(added);
  }

  const STS = { service: 'sts', region: 'eu-west-1', now: T0 };
  const GET = { method: 'GET', url: 'https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity' };

  return {
    "signs every case of AWS's signing test suite": () => {
      equal(sigv4.length, 38);
      for (const known of sigv4) {
        const headers = sign(known);
        deepEqual(headers, expected(known), known.name);
        equal(headers.authorization.split('Signature=')[1], known.signature, known.name);
      }
    },

    'takes the host from the URL': () => {
      for (const known of sigv4) {
        const headers = known.request.headers.filter(([name]) => name.toLowerCase() !== 'host');
        deepEqual(sign(known, headers), expected(known), known.name);
      }
    },

    'accepts headers and bodies of every kind': () => {
      const post = { method: 'POST', url: 'https://sts.eu-west-1.amazonaws.com/' };
      const signed = (headers, body) => signRequest({ ...post, headers, body }, KEYS, STS).headers.authorization;
      const bytes = new TextEncoder().encode('xAction=é');

      const authorization = signed({ 'content-type': 'text/plain' }, 'Action=é');
      equal(signed([['content-type', 'text/plain']], bytes.subarray(1)), authorization);
      equal(signed(new Headers({ 'Content-Type': 'text/plain' }), bytes.slice(1).buffer), authorization);
      equal(signed(new Map([['content-type', 'text/plain']]), new DataView(bytes.buffer, 1)), authorization);
      equal(signed(undefined, null), signed({}, ''));
    },

    'refuses invalid requests with a code': () => {
      const refused = [
        [{ url: 'https://user@sts.eu-west-1.amazonaws.com/' }, {}, 'invalid_url'],
        [{ url: 'https://sts.eu-west-1.amazonaws.com/#a' }, {}, 'invalid_url'],
        [{ url: '/relative' }, {}, 'invalid_url'],
        [{ url: undefined }, {}, 'invalid_url'],
        [{ method: '' }, {}, 'invalid_request'],
        [{ method: 1 }, {}, 'invalid_request'],
        [{ headers: { authorization: 'x' } }, {}, 'invalid_request'],
        [{ headers: { a: 1 } }, {}, 'invalid_request'],
        [{ body: 1 }, {}, 'invalid_request'],
        [{}, { service: undefined }, 'invalid_request'],
        [{}, { sessionTokenHeader: 'no' }, 'invalid_request'],
        [{}, { region: undefined }, 'invalid_region'],
        [{}, { region: 'x' }, 'invalid_region'],
        [{}, { now: 'x' }, 'invalid_timestamp'],
      ];
      for (const [request, options, code] of refused) {
        throws(() => signRequest({ ...GET, ...request }, KEYS, { ...STS, ...options }), code);
      }
      throws(() => signRequest(GET, temporary(1, T0), STS), 'credentials_expired');
    },
  };
}
