// The Cache API for workerd's workers, as a worker: workerd has no cache itself, and calls a service with this protocol.
// `match` is a GET, `put` a PUT whose body is a whole HTTP response, `delete` a PURGE. Cloudflare's rules on what is
// kept, and how long, as far as a proxy's own entries need them; `Vary`, ranges and conditions are not looked at.

const HEAD_END = [13, 10, 13, 10];
const HOP_BY_HOP = ["connection", "content-length", "transfer-encoding"];

const entries = new Map();

export default {
  async fetch(request) {
    const key = `${request.headers.get("cf-cache-namespace") ?? ""} ${request.url}`;
    switch (request.method) {
      case "GET":
        return match(entries.get(key));
      case "PUT":
        return put(key, request);
      case "PURGE":
        return new Response(null, { status: entries.delete(key) ? 200 : 404 });
      default:
        return new Response(null, { status: 405 });
    }
  },
};

/** What a test sees and does: the entries, read, replaced and forgotten. */
export const inspector = {
  async fetch(request) {
    switch (request.method) {
      case "GET":
        break;
      case "PUT": {
        const wanted = await request.json();
        entries.clear();
        for (const { key, body, ...entry } of wanted) entries.set(key, { ...entry, body: Uint8Array.fromBase64(body) });
        break;
      }
      case "DELETE":
        entries.clear();
        break;
      default:
        return new Response(null, { status: 405 });
    }
    return Response.json([...entries].map(([key, { body, ...entry }]) => ({ key, ...entry, body: body.toBase64() })));
  },
};

function match(entry) {
  if (!entry || entry.expires <= Date.now()) {
    return new Response(null, { status: 504, headers: { "cf-cache-status": "MISS" } });
  }
  const headers = new Headers(entry.headers);
  headers.set("cf-cache-status", "HIT");
  headers.set("age", String(Math.floor((Date.now() - entry.stored) / 1000)));
  // The body is as sent, regardless of its Content-Encoding.
  return new Response(entry.body, { status: entry.status, headers, encodeBody: "manual" });
}

async function put(key, request) {
  const { status, headers, body } = parseResponse(new Uint8Array(await request.arrayBuffer()));
  const seconds = lifetime(headers);
  // This response tells workerd that nothing was stored; the worker does not see it.
  if (seconds === 0) return new Response(null, { status: 413 });
  const stored = Date.now();
  entries.set(key, { url: request.url, status, headers: [...headers], body, stored, expires: stored + seconds * 1000 });
  return new Response(null, { status: 204 });
}

function parseResponse(bytes) {
  const end = bytes.findIndex((_, at) => HEAD_END.every((byte, offset) => bytes[at + offset] === byte));
  const [statusLine, ...lines] = new TextDecoder("latin1").decode(bytes.subarray(0, end)).split("\r\n");
  const headers = new Headers(lines.map((line) => /^([^:]+):\s*(.*)$/.exec(line).slice(1)));
  for (const name of HOP_BY_HOP) headers.delete(name);
  return { status: Number(statusLine.split(" ")[1]), headers, body: bytes.slice(end + HEAD_END.length) };
}

/** For how many seconds a shared cache may keep a response: 0 if it must not, or if nothing is specified. */
function lifetime(headers) {
  const control = headers.get("cache-control") ?? "";
  if (headers.has("set-cookie") || /\b(no-store|no-cache|private)\b/i.test(control)) return 0;
  const [, seconds] = /\bs-maxage=(\d+)/i.exec(control) ?? /\bmax-age=(\d+)/i.exec(control) ?? [];
  return Number(seconds ?? 0);
}
