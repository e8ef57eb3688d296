import { requestId } from "./request_id.js";

/** Writes a line of the access log, one per request: the fields of access_log.rs as JSON. */
export function writeAccessLog(line) {
  console.log(line);
}

/**
 * Writes the line of a request whose wasm instance trapped: the same fields, as far as JavaScript knows them.
 *
 * @param {import("./serve.js").Call} call
 * @param {{ status: number, code?: string, upstreamStatus?: number, retries?: number, detail: string }} outcome
 */
export function writeLostLine(call, { status, code = null, upstreamStatus = null, retries = 0, detail }) {
  if (call.isLogged) return;
  call.isLogged = true;
  const line = JSON.stringify({
    request_id: loggedId(call),
    method: call.request.method.replace(/[^A-Za-z]/g, "").slice(0, 16),
    route: "none",
    region: null,
    repository: null,
    service: null,
    identity: "none",
    principal: null,
    status,
    code,
    upstream_status: upstreamStatus,
    retries,
    duration_ms: Date.now() - call.started,
    detail,
  });
  (status === 500 ? console.error : console.log)(line);
}

/** The id of a request in the log: see `RequestHead::ray_id`. */
export function loggedId({ request, number }) {
  const ray = request.headers.get("cf-ray");
  return ray !== null && /^[A-Za-z0-9-]{1,64}$/.test(ray) ? ray : requestId(number);
}
