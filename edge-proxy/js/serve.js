import { abandon, finish, planRequest, proceed, refuse, requestHeaders, responseHeaders, rewriteAdvertisement } from "../build/edge_proxy.js";
import { writeAccessLog } from "./access_log.js";
import { forward, forwardingOf, isRelayed } from "./forward.js";
import { HeaderReader, headersFrom } from "./head.js";
import { requestId } from "./request_id.js";

let heads;
/** Counts the requests. Kept here because it must outlast a wasm instance: see in_flight.rs. */
let count = 0;
let responseHeaderNames;

/**
 * Responds to a request: plans it once, and forwards it if that is the plan.
 *
 * @param {Request} request
 * @param {ExecutionContext} context
 * @returns {Promise<Response>}
 */
export function serve(request, context) {
  const started = Date.now();
  heads ??= new HeaderReader(requestHeaders());
  const number = ++count;
  const plan = planRequest(heads.request(request), requestId(number), number);
  // Only a number: the plan involves more than forwarding.
  if (!plan.includes("\n")) return proceed(number, request, context).then((next) => go({ request, context, started }, next, request));
  return send({ request, context, started }, plan, request);
}

/**
 * @param {{ request: Request, context: ExecutionContext, started: number }} call
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
  // When the client disconnects, nothing that waits here is resumed.
  const left = () => answered || writeAccessLog(abandon(id, Date.now() - started));
  request.signal.addEventListener("abort", left, { once: true });

  const spare = isRepeatable && copy.body !== null ? copy.clone() : copy;
  const forwarding = forwardingOf(lines, upstreamAt);
  const outcome = await forward(copy, forwarding);
  answered = true;
  if (!isRelayed(outcome, forwarding)) return go(call, await refuse(id, request, context, outcome), spare);
  if (isRewritten) return rewriteAdvertisement(id, request, context, outcome);

  const { response, retries } = outcome;
  const { status, headers: received } = response;
  const headers = headersFrom(lines, 4, upstreamAt);
  for (const name of (responseHeaderNames ??= responseHeaders().split("\n"))) {
    const value = received.get(name);
    if (value !== null) headers[name] = value;
  }
  const duration = Date.now() - started;
  writeAccessLog(finish(id, status, retries, duration));
  headers["server-timing"] = `edge;dur=${duration}`;
  return new Response(response.body, { status, headers });
}
