import { discoveryDelay } from "../build/edge_proxy.js";
import { headersFrom } from "./head.js";
import { openBody } from "./request_body.js";

/**
 * How to forward a request: see `UpstreamRequest::to_lines`.
 *
 * @typedef {object} Forwarding
 * @property {string} url
 * @property {number} timeout milliseconds to wait for the response's head; 0: no limit
 * @property {"none" | "counted" | "chunked" | "collected"} kind of body
 * @property {number} number the body's length or limit, in bytes
 * @property {string} responseType the content type of a successful response
 * @property {Record<string, string>} headers
 */

/**
 * The outcome of forwarding.
 *
 * @typedef {object} Outcome
 * @property {Response} [response]
 * @property {"body_broken" | "body_too_large" | "late" | "unreachable"} [failure] why there is no response
 * @property {string} [detail] of the failure; logged only
 * @property {number} retries how often the request was repeated
 */

/**
 * @param {string[]} lines
 * @param {number} start
 * @returns {Forwarding}
 */
export function forwardingOf(lines, start) {
  const [url, timeout, kind, number, responseType] = lines.slice(start, start + FIELDS);
  const headers = headersFrom(lines, start + FIELDS, lines.length);
  return { url, timeout: Number(timeout), kind, number: Number(number), responseType, headers };
}

/**
 * Forwards a request to CodeCommit. A discovery is repeated while CodeCommit is busy.
 *
 * @param {Request} request
 * @param {Forwarding} forwarding
 * @returns {Promise<Outcome>}
 */
export async function forward(request, forwarding) {
  const started = Date.now();
  for (let retries = 0; ; retries++) {
    const outcome = await attempt(request, forwarding);
    outcome.retries = retries;
    const { response } = outcome;
    if (forwarding.kind !== "none" || response === undefined || response.status < 400) return outcome;
    const retryAfter = response.headers.get("retry-after") ?? "";
    const delay = discoveryDelay(response.status, retryAfter, retries + 1, Date.now() - started, Math.random());
    if (delay === undefined) return outcome;
    await response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

/** Whether the response can be relayed to git: see `upstream_error::relays`, `upstream_error::admit_type`. */
export function isRelayed({ response }, { responseType }) {
  if (response === undefined) return false;
  const { status } = response;
  return status === 304 || (status >= 200 && status < 300 && response.headers.get("content-type") === responseType);
}

async function attempt(request, { url, timeout, kind, number, headers }) {
  const abort = new AbortController();
  const init = { method: request.method, headers, redirect: "manual", cache: "no-store", signal: abort.signal };
  let body;
  // A GET may have a body, too, which the runtime would reject.
  if (kind !== "none" && request.body !== null) {
    body = await openBody(request, kind, number, abort);
    if (body.failure !== undefined) return body;
    init.body = body.sent;
    if (body.isGzipped) headers["content-encoding"] ??= "gzip";
  }
  let settled = false;
  let late = false;
  const expire = () => {
    if (settled) return;
    late = true;
    abort.abort();
  };
  // It is never cleared: that costs as much as setting it, and the runtime drops it with the request.
  if (timeout > 0) setTimeout(expire, timeout);
  try {
    const response = await fetch(url, init);
    settled = true;
    if (body?.failure === undefined) return { response };
  } catch (error) {
    settled = true;
    if (late) return { failure: "late" };
    if (body?.failure === undefined) return { failure: "unreachable", detail: error instanceof Error ? error.message : "" };
  }
  return { failure: body.failure };
}

/** The number of lines before the headers. */
const FIELDS = 5;
