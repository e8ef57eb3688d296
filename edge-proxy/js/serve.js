import { abandon, answerHeaders, finish, planRequest, proceed, refuse, requestHeaders, rewriteAdvertisement } from "../build/edge_proxy.js";
import { writeAccessLog } from "./access_log.js";
import { forward, forwardingOf, isRelayed } from "./forward.js";
import { HeaderReader, headersOf } from "./head.js";
import { requestId } from "./request_id.js";

let heads;
let answerNames;

/**
 * Answers a request: has it planned once, and forwards it where that is the plan.
 *
 * @param {Request} request
 * @param {ExecutionContext} context
 * @returns {Promise<Response>}
 */
export function serve(request, context) {
  heads ??= new HeaderReader(requestHeaders());
  const plan = planRequest(heads.request(request), requestId());
  // A number alone: it takes more than to forward the request.
  return plan.includes("\n") ? send(request, context, plan) : proceed(Number(plan), request, context).then((next) => go(request, context, next));
}

/** @param {Response | string} next the response, or how to forward the request for one */
function go(request, context, next) {
  return typeof next === "string" ? send(request, context, next) : next;
}

/** Forwards a request as its plan says: see `InFlight::to_lines`. */
async function send(request, context, plan) {
  const lines = plan.split("\n");
  const [number, isRewritten, isRepeatable, count] = lines;
  const id = Number(number);
  const upstreamAt = 4 + 2 * Number(count);
  const started = Date.now();

  let answered = false;
  // When the client leaves, nothing that waits here goes on.
  const left = () => answered || writeAccessLog(abandon(id, Date.now() - started));
  request.signal.addEventListener("abort", left, { once: true });

  const spare = isRepeatable ? request.clone() : request;
  const forwarding = forwardingOf(lines, upstreamAt);
  const outcome = await forward(request, forwarding);
  answered = true;
  if (!isRelayed(outcome, forwarding)) return go(spare, context, await refuse(id, spare, context, outcome));
  if (isRewritten) return rewriteAdvertisement(id, request, context, outcome);

  const { response, retries } = outcome;
  const headers = headersOf(lines, 4, upstreamAt);
  for (const name of (answerNames ??= answerHeaders().split("\n"))) {
    const value = response.headers.get(name);
    if (value !== null) headers.append(name, value);
  }
  const duration = Date.now() - started;
  writeAccessLog(finish(id, response.status, retries, duration));
  headers.append("server-timing", `edge;dur=${duration}`);
  return new Response(response.body, { status: response.status, headers });
}
