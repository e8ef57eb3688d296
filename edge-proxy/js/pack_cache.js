// The pack cache: packs that CodeCommit has sent, for clones that ask for the same objects.
//
// A cached pack is served only after CodeCommit has answered a discovery, signed for this caller during this request,
// and has advertised every object that the caller wants. Any other request goes to CodeCommit.

import { checkWants, packConfirmation, packKey } from "../build/edge_proxy.js";
import { BoundedMap } from "./bounded_map.js";
import { forward, forwardingOf, isRelayed } from "./forward.js";
import { gunzip } from "./gunzip.js";
import { withHeartbeat } from "./heartbeat.js";
import { isIntact } from "./pack_check.js";
import { markEntry, openEntry, readEntry } from "./pack_entry.js";
import { cacheWhileSending } from "./pack_fill.js";
import { readBody } from "./request_body.js";
import { pause } from "./pause.js";
import { CLOCK_SKEW_MS } from "./shared_cache.js";

/**
 * Forwards a fetch, or answers it with a cached pack.
 *
 * @param {import("./serve.js").Call} call
 * @param {number} id the request's number in wasm
 * @param {Request} request the request to forward
 * @param {import("./forward.js").Forwarding} forwarding
 * @returns {Promise<import("./forward.js").Outcome>}
 */
export async function fetchPack(call, id, request, forwarding) {
  const body = await readBody(request);
  if (body.failure !== undefined) return { failure: body.failure, retries: 0 };
  const plain = body.isGzipped ? await gunzip(body.sent, MAX_REQUEST) : body.sent;
  const key = plain === undefined ? "!too_large" : packKey(id, plain);
  const send = async (pack, reason) => {
    const outcome = await forward(call, request, forwarding, body);
    outcome.reuse = { pack, reason };
    return outcome;
  };
  if (key === undefined) return send("bypass", "internal");
  if (key.startsWith("!")) return send("bypass", key.slice(1));

  const deadline = Date.now() + MAX_WAIT_MS;
  for (let tries = 0; tries < MAX_TRIES; ) {
    const turn = await nextTurn(key, call.context);
    if (turn.cached !== undefined) {
      tries++;
      const { outcome, reason } = await serve(call, id, key, turn.cached, forwarding);
      if (outcome !== undefined) return outcome;
      if (reason !== "damaged" && reason !== "evicted") return send("bypass", reason);
      // The next request for this pack fills the cache again.
      await markEntry(key, { state: "asked" });
      turns.delete(key);
    } else if (turn.fills) {
      return fill(call, key, () => send("fill"), forwarding, turn.marked);
    } else if (turn.waits) {
      if (Date.now() > deadline) return send("bypass", "busy");
      await pause(POLL_MS * (0.5 + Math.random()));
    } else {
      return send(turn.isFirst ? "miss" : "bypass", turn.isFirst ? "first" : "busy");
    }
  }
  return send("bypass", "damaged");
}

/** Whether to serve the cached pack, fill the cache, wait for a request that fills it, or do none of these. */
async function nextTurn(key, context) {
  if (isFilling(key)) return { waits: true };
  const entry = await readEntry(key);
  if (entry?.state === "cached") return { cached: entry };
  // Another request may have begun meanwhile.
  if (isFilling(key)) return { waits: true };
  if (entry?.state === "filling" && isFilledElsewhere(entry)) return { waits: true };
  if (entry === undefined && !turns.has(key)) {
    turns.set(key, 0);
    context.waitUntil(markEntry(key, { state: "asked" }));
    return { isFirst: true };
  }
  let filling = 0;
  for (const other of turns.keys()) if (isFilling(other)) filling++;
  if (filling >= MAX_FILLS) return {};
  turns.set(key, Date.now() + LEASE_MS);
  isolate ??= crypto.randomUUID();
  const marked = markEntry(key, { state: "filling", until: Date.now() + SHARED_LEASE_MS, by: isolate });
  context.waitUntil(marked);
  return { fills: true, marked };
}

/** Whether another isolate is filling a key. For its own fills, this isolate's `turns` are more recent than the entry. */
function isFilledElsewhere({ by, until }) {
  const left = until - Date.now();
  return by !== isolate && left > 0 && left <= SHARED_LEASE_MS + CLOCK_SKEW_MS;
}

/** Serves a cached pack, if it is intact and CodeCommit confirms the caller's access; otherwise returns the reason. */
async function serve(call, id, key, entry, { responseType }) {
  const [intact, confirmed] = await Promise.all([isIntact(entry), confirm(call, id)]);
  if (confirmed.retries === undefined) return confirmed;
  if (!intact) return { reason: "damaged" };
  const body = await openEntry(entry, () => markEntry(key, { state: "asked" }));
  if (body === undefined) return { reason: "evicted" };
  const headers = { "content-type": responseType, "cache-control": "no-cache" };
  const response = new Response(body, { headers });
  return { outcome: { response, retries: confirmed.retries, reuse: { pack: "hit", saved: entry.length } } };
}

/**
 * Asks CodeCommit, with the caller's own signature, whether it advertises every wanted object now. If CodeCommit is
 * busy, its response is returned, because a request for the pack would be a larger load.
 */
async function confirm(call, id) {
  const lines = packConfirmation(id);
  if (lines === undefined) return { reason: "internal" };
  const forwarding = forwardingOf(lines.split("\n"), 0);
  const outcome = await forward(call, { method: "GET", body: null }, forwarding);
  const { response, retries } = outcome;
  if (outcome.failure === "no_place" || BUSY.includes(response?.status)) {
    outcome.reuse = { pack: "bypass", reason: "not_confirmed" };
    return { outcome };
  }
  if (!isRelayed(outcome, forwarding) || response.status !== 200) {
    await response?.body?.cancel();
    return { reason: "not_confirmed" };
  }
  let isComplete = false;
  try {
    for await (const piece of response.body) {
      const verdict = checkWants(id, piece);
      if (verdict === undefined) return { reason: "not_confirmed" };
      isComplete = verdict;
    }
  } catch {
    return { reason: "not_confirmed" };
  }
  return isComplete ? { retries } : { reason: "not_advertised" };
}

/**
 * Caches a pack while it is sent to the client that asked for it.
 *
 * @param {() => Promise<import("./forward.js").Outcome>} send
 * @param {Promise<void>} marked resolves when the entry says that it is being filled
 */
async function fill(call, key, send, forwarding, marked) {
  const progress = () => turns.set(key, Date.now() + LEASE_MS);
  const ended = () => turns.set(key, 0);
  // After the client has disconnected, the runtime resumes none of the request's code.
  call.request.signal.addEventListener("abort", ended, { once: true });
  // CodeCommit may throttle it at first.
  const outcome = await withHeartbeat(progress, send);
  const { response } = outcome;
  if (!isRelayed(outcome, forwarding) || response.status !== 200 || response.headers.has("content-encoding")) {
    ended();
    // After the other write of the entry, or others would wait for a fill that has ended.
    call.context.waitUntil(marked.then(() => markEntry(key, { state: "asked" })));
    return outcome;
  }
  progress();
  outcome.response = cacheWhileSending(response, key, forwarding.pack, call.context, progress, ended);
  return outcome;
}

function isFilling(key) {
  return turns.get(key) > Date.now();
}

/** A random name of this isolate, by which others recognise its fills. */
let isolate;
/** The keys that were requested lately, each with the time until which it counts as being filled; 0: it is not. */
const turns = new BoundedMap(2_000);

/** The longest decompressed request that is read, in bytes. */
const MAX_REQUEST = 64 << 10;
/** How long a request waits for another one to fill the cache. */
const MAX_WAIT_MS = 60_000;
const POLL_MS = 250;
/** How often a request tries to serve a cached pack. */
const MAX_TRIES = 3;
/** How long a fill counts as alive in this isolate without progress. */
const LEASE_MS = 10_000;
/** How long it counts as alive in other isolates, which see no progress, and in which clones wait for it. */
const SHARED_LEASE_MS = 12_000;
/** Fills at a time in an isolate, each of which may have a few megabytes in memory. */
const MAX_FILLS = 4;
/** The statuses by which CodeCommit says that it is busy: see retry.rs. */
const BUSY = [429, 503];
