import { repeatDelay } from "../build/edge_proxy.js";
import { headersFrom } from "./head.js";
import { pause } from "./pause.js";
import { holdPlace, takePlace } from "./places.js";
import { openBody } from "./request_body.js";

/**
 * How to forward a request: see `UpstreamRequest::to_lines`.
 *
 * @typedef {object} Forwarding
 * @property {string} url
 * @property {number} timeout milliseconds to wait for the response's head; 0: no limit
 * @property {number} wait milliseconds in which to get a place and to repeat the request
 * @property {"none" | "short" | "counted" | "chunked" | "collected"} kind of body
 * @property {boolean} isRepeatable whether it can be sent again while CodeCommit is busy
 * @property {number} number the body's length or limit, in bytes
 * @property {string} responseType the content type of a successful response
 * @property {{ maxBytes: number, seconds: number }} [pack] the limits of the pack cache
 * @property {{ does: "share" | "drop", seconds: number, repository: string, id?: string }} [refs] how to use the
 *   cache of refs
 * @property {{ limit: number, id: string }} [place] the places, of which the request takes one
 * @property {Record<string, string>} headers
 */

/**
 * The outcome of forwarding.
 *
 * @typedef {object} Outcome
 * @property {Response} [response]
 * @property {"body_broken" | "body_too_large" | "late" | "no_place" | "unreachable"} [failure] why there is no response
 * @property {string} [detail] of the failure; logged only
 * @property {number} retries how often the request was repeated
 * @property {{ pack?: string, reason?: string, refs?: string, saved?: number }} [reuse] how the caches
 *   were used, why they were not, and how many bytes came from them
 */

/**
 * @param {string[]} lines
 * @param {number} start
 * @returns {Forwarding}
 */
export function forwardingOf(lines, start) {
  const [url, timeout, wait, kind, repeats, number, responseType, pack, refs, place] = lines.slice(start, start + FIELDS);
  return {
    url,
    timeout: Number(timeout),
    wait: Number(wait),
    kind,
    isRepeatable: repeats !== "",
    number: Number(number),
    responseType,
    pack: pack ? packOf(pack.split(" ")) : undefined,
    refs: refs ? refsOf(refs.split(" ")) : undefined,
    place: place ? placeOf(place.split(" ")) : undefined,
    headers: headersFrom(lines, start + FIELDS, lines.length),
  };
}

function packOf([maxBytes, seconds]) {
  return { maxBytes: Number(maxBytes), seconds: Number(seconds) };
}

function refsOf([does, seconds, repository, id]) {
  return { does, seconds: Number(seconds), repository, id };
}

function placeOf([limit, id]) {
  return { limit: Number(limit), id };
}

/**
 * Forwards a request to CodeCommit, and repeats it while CodeCommit is busy, if possible. All requests that are
 * forwarded for one call share a deadline.
 *
 * @param {import("./serve.js").Call} call
 * @param {Pick<Request, "method" | "body">} request
 * @param {Forwarding} forwarding
 * @param {import("./request_body.js").OutgoingBody} [body] the body, if it has been read
 * @returns {Promise<Outcome>}
 */
export async function forward(call, request, forwarding, body) {
  const { isRepeatable, place, wait } = forwarding;
  call.deadline ??= Date.now() + wait;
  const started = call.deadline - wait;
  let release;
  if (place !== undefined) {
    release = await takePlace(place, call.deadline, call.request.signal);
    if (release === undefined) return { failure: "no_place", retries: 0 };
  }
  for (let retries = 0; ; retries++) {
    const outcome = await attempt(request, forwarding, body);
    outcome.retries = retries;
    const { response } = outcome;
    const delay = isRepeatable && response !== undefined ? delayAfter(response, retries, started, wait) : undefined;
    if (delay === undefined) {
      if (release !== undefined) keepPlace(outcome, release, call.context);
      return outcome;
    }
    body ??= outcome.body;
    await response.body?.cancel();
    // The request keeps its place: otherwise a later one would overtake it, or be throttled, too.
    await pause(delay);
  }
}

function delayAfter({ status, headers }, retries, started, wait) {
  if (status < 400) return undefined;
  return repeatDelay(status, headers.get("retry-after") ?? "", retries + 1, Date.now() - started, wait, Math.random());
}

function keepPlace(outcome, release, context) {
  if (outcome.response === undefined) release();
  else outcome.response = holdPlace(outcome.response, release, context);
}

/** Whether the response can be relayed to git: see `upstream_error::relays`, `upstream_error::admit_type`. */
export function isRelayed({ response }, { responseType }) {
  if (response === undefined) return false;
  const { status } = response;
  return status === 304 || (status >= 200 && status < 300 && response.headers.get("content-type") === responseType);
}

async function attempt(request, { url, timeout, kind, number, headers }, body) {
  const abort = new AbortController();
  const init = { method: request.method, headers, redirect: "manual", cache: "no-store", signal: abort.signal };
  // Clients may send a GET with a body, with which the runtime rejects the request.
  if (kind !== "none" && (body !== undefined || request.body !== null)) {
    body ??= await openBody(request, kind, number, abort);
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
  // The timer is never cleared: that costs as much as setting it, and the runtime drops it with the request.
  if (timeout > 0) setTimeout(expire, timeout);
  try {
    const response = await fetch(url, init);
    settled = true;
    if (body?.failure === undefined) return { response, body };
  } catch (error) {
    settled = true;
    if (late) return { failure: "late" };
    if (body?.failure === undefined) return { failure: "unreachable", detail: error instanceof Error ? error.message : "" };
  }
  return { failure: body.failure };
}

/** The number of lines before the headers. */
const FIELDS = 10;
