/**
 * Headers that two parsers could read differently, or that could be mistaken for others. A latin1 character is one byte on the
 * wire; CODE stands for a valid `Authorization`.
 */

/** Stands for the header's valid value. */
export const CODE = "{authorization}";
const GOOD = `Authorization: ${CODE}`;

/** Ambiguous requests, which the runtime itself rejects with 400. */
export const MALFORMED = {
  "a space behind a name": [`Authorization : ${CODE}`],
  "a tab behind a name": [`Authorization\t: ${CODE}`],
  "a space in front of a name": [` ${GOOD}`],
  "a folded header": [GOOD, "Git-Protocol: version=2\r\n X-Injected: 1"],
  "a folded credential": [`Authorization: Basic\r\n ${CODE.slice("Basic ".length)}`],
  "a carriage return in a value": [GOOD, "Git-Protocol: version=2\rX-Injected: 1"],
  "a NUL in a value": [GOOD, "Git-Protocol: version=2\0"],
  "a NUL in a name": [GOOD, "X-\0: 1"],
  "bytes over ASCII in a name": [GOOD, "X-\xc3\xa9: 1"],
  "brackets in a name": [GOOD, "X(a): 1"],
  "a slash in a name": [GOOD, "X/a: 1"],
  "no name": [GOOD, ": 1"],
  "no colon": [GOOD, "X-Injected"],
};

/** Requests over the runtime's limits, with their status. */
export const TOO_LARGE = {
  "a header of 1 MB": [431, [GOOD, `X-Large: ${"a".repeat(1 << 20)}`]],
  "a name of 64 KB": [431, [GOOD, `${"X".repeat(65_536)}: 1`]],
};

/** Values that are not a credential: 401 with this code. */
export const NO_CREDENTIAL = {
  "a credential for a proxy": ["unauthenticated", [`Proxy-Authorization: ${CODE}`]],
  "a credential in a cookie": ["unauthenticated", [`Cookie: Authorization=${CODE}; session=${CODE}`]],
  "a credential under an X-": ["unauthenticated", [`X-Authorization: ${CODE}`, `X-Amz-Authorization: ${CODE}`]],
  "a credential in the name of another header": ["unauthenticated", [`X_Authorization: ${CODE}`, `Authorization_: ${CODE}`]],
  "an assertion of an access proxy that there is not": ["unauthenticated", ["Cf-Access-Jwt-Assertion: eyJhbGciOiJub25lIn0.e30."]],
  "no credential, by an underscore": ["unauthenticated", ["AUTHORIZATION_: x", "Authorization: "]],
  "a good credential and another": ["unrecognised_credential", [GOOD, "Authorization: Bearer x"]],
  "another credential and a good one": ["unrecognised_credential", ["Authorization: Basic YTpi", GOOD]],
  "a good credential and an empty one": ["unrecognised_credential", [GOOD, "Authorization:"]],
  "a good credential twice": ["unrecognised_credential", [GOOD, GOOD]],
  "two credentials in one header": ["unrecognised_credential", [`Authorization: ${CODE}, ${CODE}`]],
  "a tab behind the scheme": ["unrecognised_credential", ["Authorization: Basic\tYTpi"]],
  "a credential of 100 KB": ["unrecognised_credential", [`Authorization: Basic ${"A".repeat(100_000)}`]],
};

/** Headers that change neither the destination nor the forwarded request. */
export const WITHOUT_MEANING = {
  "underscores for dashes": ["Content_Length: 5", "X_Amz_Security_Token: x", "X_Forwarded_Host: evil.example", "Git_Protocol: version=2"],
  "AWS's own headers": ["X-Amz-Security-Token: x", "X-Amz-Date: 20260101T000000Z", "X-Amz-Content-Sha256: x", "X-Amzn-Trace-Id: x", "X-Amz-Target: x"],
  "headers of a proxy": ["Forwarded: host=evil.example;proto=http", "X-Forwarded-Host: evil.example", "X-Forwarded-For: 10.0.0.1", "X-Forwarded-Server: evil.example", "X-Host: evil.example", "Via: 1.1 evil.example", "Max-Forwards: 0"],
  "headers that rewrite the path elsewhere": ["X-Original-URL: /us-east-1/other", "X-Rewrite-URL: /us-east-1/other", "X-Forwarded-Prefix: /us-east-1", "X-Original-Host: evil.example"],
  "headers that override the method elsewhere": ["X-HTTP-Method-Override: DELETE", "X-HTTP-Method: POST", "X-Method-Override: PUT"],
  "headers of Cloudflare's": ["CF-Connecting-IP: 10.0.0.1", "True-Client-IP: 10.0.0.1", "CF-IPCountry: XX", "CF-Worker: evil.example", "CDN-Loop: cloudflare"],
  "a Connection that names the credential": ["Connection: authorization"],
  "a Connection that names what passes": ["Connection: keep-alive, Authorization, Git-Protocol, User-Agent, X-Forwarded-Host"],
  "an upgrade to WebSocket": ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"],
  "an upgrade to HTTP/2": ["Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA", "Connection: Upgrade, HTTP2-Settings"],
  "cookies": ["Cookie: a=1; b=2", "Cookie: c=3"],
  "conditions and ranges": ["Range: bytes=0-1", "If-None-Match: *", "If-Modified-Since: Fri, 01 Jan 1980 00:00:00 GMT", "TE: trailers", "Trailer: authorization"],
  "a credential for a proxy besides": ["Proxy-Authorization: Basic YTpi"],
  "an unknown expectation": ["Expect: 200-ok"],
  "a header behind a bare line feed": ["X-A: 1\nX-Injected: 1"],
  "a header of 64 KB": [`X-Large: ${"a".repeat(65_536)}`],
  "a header of 200 KB": [`X-Large: ${"a".repeat(200_000)}`],
  "a thousand headers": Array.from({ length: 1000 }, (_, n) => `X-${n}: v`),
  "an id that would break out of the log": ['CF-Ray: 1","status":200,"x":"'],
};

/** Extreme but valid header values, and what arrives. */
export const PASSED = {
  "8 KB": [["Git-Protocol: " + "a".repeat(8192)], "git-protocol", "a".repeat(8192)],
  "a thousand times": [Array(1000).fill("Git-Protocol: version=2"), "git-protocol", Array(1000).fill("version=2").join(", ")],
  "UTF-8": [["User-Agent: git/\xc3\xa9"], "user-agent", "git/\xc3\xa9"],
  "no UTF-8": [["User-Agent: git/\xff"], "user-agent", "git/\xef\xbf\xbd"],
  "what looks like an escape": [["User-Agent: git%0d%0aX-Injected: 1\\r\\n"], "user-agent", "git%0d%0aX-Injected: 1\\r\\n"],
};
