import { abandon, finish, planRequest, proceed, refuse, requestHeaders, responseHeaders, rewriteAdvertisement } from "../build/edge_proxy.js";
import { writeAccessLog, writeLostLine } from "./access_log.js";
import { forward, forwardingOf, isRelayed } from "./forward.js";
import { HeaderReader, headersFrom } from "./head.js";
import { fetchPack } from "./pack_cache.js";
import { dropRefs, fetchRefs } from "./refs_cache.js";
import { requestId } from "./request_id.js";

let heads;
/** The number of requests so far, in JavaScript because it must outlast a wasm instance: see in_flight.rs. */
let count = 0;
let responseHeaderNames;
/** The requests that wait for the wasm instance. */
const waiting = new Set();

/**
 * @typedef {{ request: Request, context: ExecutionContext, started: number, number: number, deadline?: number }} Call a
 *   request, when it arrived, its number in this isolate, and its deadline for CodeCommit: see forward.js
 */

/**
 * @param {Request} request
 * @param {ExecutionContext} context
 * @returns {Call}
 */
export function newCall(request, context) {
  return { request, context, started: Date.now(), number: ++count };
}

/**
 * Responds to a request: plans it once, and forwards it if that is the plan.
 *
 * @param {Call} call
 * @returns {Promise<Response>}
 */
export function serve(call) {
  const { request, context, number } = call;
  heads ??= new HeaderReader(requestHeaders());
  const plan = planRequest(heads.request(request), requestId(number), number);
  // A number only: the plan involves more than forwarding.
  if (!plan.includes("\n")) return inWasm(call, proceed(number, request, context)).then((next) => go(call, next, request));
  return send(call, plan, request);
}

/**
 * @param {Call} call
 * @param {Response | string} next the response, or how to forward the request
 * @param {Request} copy the request to forward, or a clone of it if its body has already been sent
 */
function go(call, next, copy) {
  return typeof next === "string" ? send(call, next, copy) : next;
}

/** Forwards a request as planned: see `InFlight::to_lines`. */
async function send(call, plan, copy) {
  const { request, context, started } = call;
  const lines = plan.split("\n");
  const [number, isRewritten, isRepeatable, count] = lines;
  const id = Number(number);
  const upstreamAt = 4 + 2 * Number(count);

  let answered = false;
  // When the client disconnects, the code that waits here is not resumed.
  const left = () => {
    if (!answered) write(call, abandon(id, Date.now() - started), { status: 499, code: "client_left" });
  };
  request.signal.addEventListener("abort", left, { once: true });

  const spare = isRepeatable && copy.body !== null ? copy.clone() : copy;
  const forwarding = forwardingOf(lines, upstreamAt);
  const outcome = await answer(call, id, copy, forwarding);
  answered = true;
  if (!isRelayed(outcome, forwarding)) return go(call, await inWasm(call, refuse(id, request, context, outcome)), spare);
  if (isRewritten) return inWasm(call, rewriteAdvertisement(id, request, context, outcome));

  const { response } = outcome;
  const { status, headers: received } = response;
  const headers = headersFrom(lines, 4, upstreamAt);
  for (const name of (responseHeaderNames ??= responseHeaders().split("\n"))) {
    const value = received.get(name);
    if (value !== null) headers[name] = value;
  }
  const duration = Date.now() - started;
  write(call, finish(id, status, outcome, duration), { status, upstreamStatus: status, retries: outcome.retries });
  headers["server-timing"] = serverTiming(duration, outcome.reuse);
  return new Response(response.body, { status, headers });
}

/** Forwards a request, or answers it from a cache. */
async function answer(call, id, copy, forwarding) {
  const { pack, refs } = forwarding;
  if (refs?.does === "drop") {
    // A list that is requested while CodeCommit processes the push may show the refs before it or after it.
    dropRefs(call, refs);
    const outcome = await forward(call, copy, forwarding);
    dropRefs(call, refs);
    return outcome;
  }
  if (pack !== undefined) return fetchPack(call, id, copy, forwarding);
  if (refs !== undefined) return fetchRefs(call, copy, forwarding);
  return forward(call, copy, forwarding);
}

function serverTiming(duration, reuse) {
  let timing = `edge;dur=${duration}`;
  if (reuse?.pack !== undefined) timing += `, pack_cache;desc=${reuse.pack}`;
  if (reuse?.refs !== undefined) timing += `, refs_cache;desc=${reuse.refs}`;
  return timing;
}

/** Writes a request's line; `line` is undefined if a trap has replaced the wasm instance that had planned the request. */
function write(call, line, outcome) {
  if (line !== undefined) return writeAccessLog(line);
  writeLostLine(call, { ...outcome, detail: "a fault replaced the wasm instance that had planned this request" });
}

/** Waits for the wasm instance to respond to a request. */
function inWasm(call, response) {
  waiting.add(call);
  return response.finally(() => waiting.delete(call));
}

/** Logs the requests that a trapped wasm instance will never respond to. */
export function logLost(error) {
  for (const call of waiting) writeLostLine(call, { status: 500, code: "internal", detail: String(error) });
  waiting.clear();
}
