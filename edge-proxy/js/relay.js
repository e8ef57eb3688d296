import { answerHeaders, refuseRelayed, relayOf } from "../build/edge_proxy.js";
import { forward, forwardingOf, isRelayed } from "./forward.js";
import { headersOf } from "./head.js";
import { requestId } from "./request_id.js";

let answerNames;

/**
 * Sends a request on, where that is all that is to be done: see worker/relay.rs.
 *
 * @param {Request} request
 * @param {string} head its lines
 * @returns {Promise<Response> | undefined} nothing where more is to be done
 */
export function relay(request, head) {
  const plan = relayOf(head, requestId());
  if (plan !== "") return send(request, plan.split("\n"));
}

async function send(request, plan) {
  const [id, log, count] = plan;
  const upstreamAt = 3 + 2 * Number(count);
  const started = Date.now();
  const finish = (status, code, upstreamStatus, retries) => {
    const duration = Date.now() - started;
    console.log(
      `${log}"status":${status},"code":${code},"upstream_status":${upstreamStatus},"retries":${retries},"duration_ms":${duration}}`,
    );
    return duration;
  };

  let answered = false;
  // When the client leaves, nothing that waits here goes on.
  const left = () => answered || finish(499, '"client_left"', null, 0);
  request.signal.addEventListener("abort", left, { once: true });

  const forwarding = forwardingOf(plan, upstreamAt);
  const outcome = await forward(request, forwarding);
  answered = true;
  if (!isRelayed(outcome, forwarding)) return refuseRelayed(request, id, started, outcome);

  const { response, retries } = outcome;
  const headers = headersOf(plan, 3, upstreamAt);
  for (const name of (answerNames ??= answerHeaders().split("\n"))) {
    const value = response.headers.get(name);
    if (value !== null) headers.append(name, value);
  }
  headers.append("server-timing", `edge;dur=${finish(response.status, null, response.status, retries)}`);
  return new Response(response.body, { status: response.status, headers });
}
