// Limits how many requests this isolate has open to an account and region at a time.

import { pause } from "./pause.js";

/**
 * Waits for one of the places.
 *
 * @param {{ id: string, limit: number }} place
 * @param {number} deadline in milliseconds
 * @param {AbortSignal} signal of the client: after it has disconnected, none of the request's code is resumed
 * @returns {Promise<(() => void) | undefined>} a function that gives up the place; undefined if no place became free in
 *   time
 */
export async function takePlace({ id, limit }, deadline, signal) {
  let queue = queues.get(id);
  if (queue === undefined) queues.set(id, (queue = { open: new Map(), waiting: new Map() }));
  const ticket = {};
  const leave = () => release(id, queue, ticket);
  signal.addEventListener("abort", leave, { once: true });
  for (;;) {
    const now = Date.now();
    queue.waiting.set(ticket, now);
    prune(queue, now);
    if (isNext(queue, ticket, limit)) {
      queue.waiting.delete(ticket);
      queue.open.set(ticket, now);
      return leave;
    }
    if (now >= deadline) {
      leave();
      return undefined;
    }
    // Requests poll, because the runtime does not let one resume another.
    await pause(POLL_MS * (0.5 + Math.random()));
  }
}

/**
 * A response that gives up a place when its body has ended.
 *
 * @param {Response} response
 * @param {() => void} release
 * @param {ExecutionContext} context without which the runtime may drop the request before it gives up the place
 * @returns {Response}
 */
export function holdPlace(response, release, context) {
  const { status, headers, body } = response;
  if (body === null) {
    release();
    return response;
  }
  const length = headers.get("content-length");
  const { readable, writable } = length === null || headers.has("content-encoding") ? new IdentityTransformStream() : new FixedLengthStream(Number(length));
  context.waitUntil(body.pipeTo(writable).then(release, release));
  return new Response(readable, { status, headers });
}

/** Whether enough places are free for this request and those that have waited longer. */
function isNext({ open, waiting }, ticket, limit) {
  let free = limit - open.size;
  for (const other of waiting.keys()) {
    if (free-- <= 0) return false;
    if (other === ticket) return true;
  }
  return false;
}

/** Requests that the runtime cancelled without notice neither wait nor keep their place. */
function prune({ open, waiting }, now) {
  for (const [ticket, seen] of waiting) if (now - seen > SEEN_MS) waiting.delete(ticket);
  for (const [ticket, since] of open) if (now - since > LONGEST_MS) open.delete(ticket);
}

function release(id, queue, ticket) {
  queue.open.delete(ticket);
  queue.waiting.delete(ticket);
  // Meanwhile a new queue may have been made for this id.
  if (queue.open.size === 0 && queue.waiting.size === 0 && queues.get(id) === queue) queues.delete(id);
}

const queues = new Map();
const POLL_MS = 50;
const SEEN_MS = 2_000;
/** How long a place may be held: longer than any clone takes. */
const LONGEST_MS = 3_600_000;
