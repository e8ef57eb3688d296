import { answerHeaders, refuseRelayed, relayOf } from "../build/edge_proxy.js";
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
  const [id, url, milliseconds, log, count] = plan;
  const answerAt = 5 + 2 * Number(count);
  const started = Date.now();
  const finish = (status, code, upstreamStatus) => {
    const duration = Date.now() - started;
    console.log(`${log}"status":${status},"code":${code},"upstream_status":${upstreamStatus},"duration_ms":${duration}}`);
    return duration;
  };

  let answered = false;
  // When the client leaves, nothing that waits here goes on.
  const left = () => answered || finish(499, '"client_left"', null);
  request.signal.addEventListener("abort", left, { once: true });

  const init = { method: request.method, headers: headersAt(plan, 5, answerAt), redirect: "manual", cache: "no-store" };
  // A GET may have a body, too, which the runtime would refuse to send.
  if (request.method === "POST" && request.body !== null) init.body = request.body;
  let response;
  try {
    response = await within(Number(milliseconds), fetch(url, init));
  } catch (error) {
    answered = true;
    return refuseRelayed(request, id, started, error);
  }
  answered = true;
  if (!(response?.ok || response?.status === 304)) return refuseRelayed(request, id, started, response);

  const headers = headersAt(plan, answerAt, plan.length - 1);
  for (const name of (answerNames ??= answerHeaders().split("\n"))) {
    const value = response.headers.get(name);
    if (value !== null) headers.append(name, value);
  }
  headers.append("server-timing", `edge;dur=${finish(response.status, null, response.status)}`);
  return new Response(response.body, { status: response.status, headers });
}

/** Resolves to null where it takes longer; 0 is as long as it takes. */
function within(milliseconds, promise) {
  if (milliseconds === 0) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds, null);
    const first = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    promise.then(first(resolve), first(reject));
  });
}

/** Names and values, in turn, of the lines from `start` to `end`. */
function headersAt(lines, start, end) {
  const headers = new Headers();
  for (let i = start; i < end; i += 2) headers.append(lines[i], lines[i + 1]);
  return headers;
}
