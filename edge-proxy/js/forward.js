import { discoveryDelay } from "../build/edge_proxy.js";
import { headersOf } from "./head.js";
import { openBody } from "./request_body.js";

/**
 * How a request is sent on: see `UpstreamHead::to_lines`.
 *
 * @typedef {object} Forwarding
 * @property {string} url
 * @property {number} timeout milliseconds to wait for the answer's head; 0: no limit
 * @property {"none" | "counted" | "chunked" | "collected"} kind of body
 * @property {number} number the body's length, or the most that it may have, in bytes
 * @property {string} answerType the content type of a successful answer
 * @property {Headers} headers
 */

/**
 * What became of it.
 *
 * @typedef {object} Outcome
 * @property {Response} [response]
 * @property {"body_broken" | "body_too_large" | "late" | "unreachable"} [failure] why there is no response
 * @property {string} [detail] of the failure, logged only
 * @property {number} retries how often it was sent again
 */

/**
 * @param {string[]} lines
 * @param {number} start
 * @returns {Forwarding}
 */
export function forwardingOf(lines, start = 0) {
  const [url, timeout, kind, number, answerType] = lines.slice(start, start + FIELDS);
  const headers = headersOf(lines, start + FIELDS);
  return { url, timeout: Number(timeout), kind, number: Number(number), answerType, headers };
}

/**
 * Sends a request on to CodeCommit. A discovery is sent again where CodeCommit is busy.
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

/** Whether an answer is one that git can read: see `upstream_error::relays`, `upstream_error::admit_type`. */
export function isRelayed({ response }, { answerType }) {
  if (response === undefined) return false;
  return response.status === 304 || (response.ok && response.headers.get("content-type") === answerType);
}

async function attempt(request, { url, timeout, kind, number, headers }) {
  const abort = new AbortController();
  const init = { method: request.method, headers, redirect: "manual", cache: "no-store", signal: abort.signal };
  let body;
  // A GET may have a body, too, which the runtime would refuse to send.
  if (kind !== "none" && request.body !== null) {
    body = await openBody(request, kind, number, abort);
    if (body.failure !== undefined) return body;
    init.body = body.sent;
    if (body.isGzipped && !headers.has("content-encoding")) headers.set("content-encoding", "gzip");
  }
  try {
    const response = await within(timeout, fetch(url, init), abort);
    if (body?.failure === undefined) return response === null ? { failure: "late" } : { response };
  } catch (error) {
    if (body?.failure === undefined) return { failure: "unreachable", detail: error instanceof Error ? error.message : "" };
  }
  return { failure: body.failure };
}

/** Resolves to null, and aborts, where it takes longer; 0 is as long as it takes. */
function within(milliseconds, promise, abort) {
  if (milliseconds === 0) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(null);
      abort.abort();
    }, milliseconds);
    const first = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    promise.then(first(resolve), first(reject));
  });
}

/** The lines before the headers. */
const FIELDS = 5;
