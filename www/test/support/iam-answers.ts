const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI" };

/** An answer of IAM's, as AWS documents it. */
export function xml(operation: string, result: string): Response {
  return new Response(`<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`);
}

/** An error of IAM's. */
export function iamError(status: number, code: string, message: string): Response {
  return new Response(`<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`, { status });
}

/** A caller that gets this answer, and what was sent to IAM. */
export function calling(answer: () => Response, keys = KEYS as object) {
  const sent: { headers: Headers; body: URLSearchParams }[] = [];
  const get = (async (_: string, init: RequestInit) => (sent.push({ headers: new Headers(init.headers), body: new URLSearchParams(String(init.body)) }), answer())) as unknown as typeof fetch;
  const aws = { endpoints: { sts: null, codecommit: null, iam: null }, fetch: get, clock: () => Date.parse("2026-11-25T12:00:00Z"), wait: async () => undefined };
  return { caller: { aws, region: "eu-west-1", keys: { ...KEYS, ...keys }, userName: "alice" }, sent };
}
