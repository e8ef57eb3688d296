/**
 * A JavaScript worker with the edge's duties for a relayed request, and no wasm: header allow-lists, a timeout that aborts the
 * upstream request, a check of the response's content type, a request id, an access log line, and the detection of disconnected
 * clients. Its cost above the bare worker is the price of these duties in this runtime; the edge's cost above it is the price
 * of wasm and of the edge's decisions.
 */
export default {
  async fetch(request, env) {
    const started = Date.now();
    const { pathname, search } = new URL(request.url);
    const id = `${(isolate ??= crypto.randomUUID())}-${++count}`;
    const abort = new AbortController();

    let logged = false;
    const log = (status, upstreamStatus, code) => {
      logged = true;
      const duration = Date.now() - started;
      const line = {
        request_id: id,
        method: request.method,
        route: "short",
        region: "eu-west-1",
        repository: "app",
        service: pathname,
        identity: "signed",
        principal: "ASIAIOSFODNN7EXAMPLE",
        status,
        code,
        upstream_status: upstreamStatus,
        retries: 0,
        duration_ms: duration,
      };
      console.log(JSON.stringify(line));
      return duration;
    };
    const refuse = (status, upstreamStatus, code) => {
      log(status, upstreamStatus, code);
      return new Response(`${code}\n`, { status, headers: { "x-request-id": id } });
    };
    request.signal.addEventListener("abort", () => {
      if (!logged) log(499, null, "client_left");
      abort.abort();
    });

    const headers = picked(request.headers, REQUEST_HEADERS);
    headers.set("authorization", env.AUTHORIZATION);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort.abort();
    }, TIMEOUT_MS);
    let response;
    try {
      const { method, body } = request;
      const init = { method, headers, body, redirect: "manual", cache: "no-store", signal: abort.signal };
      response = await fetch(env.UPSTREAM + pathname + search, init);
    } catch {
      return late ? refuse(504, null, "upstream_timeout") : refuse(502, null, "upstream_unreachable");
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok || !response.headers.get("content-type")?.startsWith("application/x-git-")) {
      return refuse(502, response.status, "upstream_error");
    }

    const { status, body } = response;
    const passed = picked(response.headers, RESPONSE_HEADERS);
    passed.set("x-request-id", id);
    passed.set("x-content-type-options", "nosniff");
    passed.set("server-timing", `edge;dur=${log(status, status, null)}`);
    return new Response(body, { status, headers: passed });
  },
};

let isolate;
let count = 0;

const TIMEOUT_MS = 30_000;
const REQUEST_HEADERS = [
  "accept",
  "accept-encoding",
  "accept-language",
  "content-encoding",
  "content-type",
  "git-protocol",
  "pragma",
  "user-agent",
];
const RESPONSE_HEADERS = ["cache-control", "content-encoding", "content-type", "expires", "pragma"];

function picked(headers, names) {
  const found = new Headers();
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null) found.set(name, value);
  }
  return found;
}
