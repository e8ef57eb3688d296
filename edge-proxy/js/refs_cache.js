// The refs cache: lists of refs that CodeCommit has just sent to the same credential, in the Cache API. After a push
// through this edge they are no longer used.

import { BoundedMap } from "./bounded_map.js";
import { forward, isRelayed } from "./forward.js";
import { withHeartbeat } from "./heartbeat.js";
import { hex, cacheFor } from "./pack_entry.js";
import { pause } from "./pause.js";
import { prepend } from "./prepend.js";
import { isWholeList } from "./ref_list.js";
import { readBody } from "./request_body.js";
import { CLOCK_SKEW_MS } from "./shared_cache.js";
import { within } from "./within.js";

/**
 * Forwards a request for a list of refs, or answers it with the list that the same credential has just received.
 *
 * @param {import("./serve.js").Call} call
 * @param {Request} request
 * @param {import("./forward.js").Forwarding} forwarding
 * @returns {Promise<import("./forward.js").Outcome>}
 */
export async function fetchRefs(call, request, forwarding) {
  const { refs, kind, responseType, wait } = forwarding;
  let body;
  let { id } = refs;
  if (kind !== "none") {
    body = await readBody(request);
    if (body.failure !== undefined) return { failure: body.failure, retries: 0 };
    // In protocol v2 the list of refs is asked for by POST.
    if (!startsWith(body.sent, LS_REFS)) return forward(call, request, forwarding, body);
    id += hex(await crypto.subtle.digest("SHA-256", body.sent));
  }
  const url = `https://codecommit-edge.invalid/refs/${id}`;
  const deadline = Date.now() + wait;
  do {
    const cached = await read(url, refs);
    if (cached !== undefined) {
      const headers = { "content-type": responseType, "cache-control": "no-cache" };
      return { response: new Response(cached, { headers }), retries: 0, reuse: { refs: "hit", saved: cached.byteLength } };
    }
    if (!(asking.get(url) > Date.now())) break;
    await pause(POLL_MS * (0.5 + Math.random()));
  } while (Date.now() < deadline);

  const asked = Date.now();
  const claim = () => asking.set(url, Date.now() + LEASE_MS);
  claim();
  const outcome = await withHeartbeat(claim, () => forward(call, request, forwarding, body));
  outcome.reuse = { refs: "miss" };
  const { response } = outcome;
  if (!isRelayed(outcome, forwarding) || response.status !== 200 || response.headers.has("content-encoding")) {
    asking.delete(url);
    return outcome;
  }
  let start;
  try {
    start = await readStart(response.body);
  } catch (error) {
    asking.delete(url);
    return { failure: "unreachable", detail: String(error), retries: outcome.retries, reuse: outcome.reuse };
  }
  const { bytes, rest } = start;
  const { status, headers } = response;
  outcome.response = new Response(rest === undefined ? bytes : prepend(bytes, rest), { status, headers });
  if (rest !== undefined || !isWholeList(bytes)) asking.delete(url);
  else call.context.waitUntil(write(url, bytes, asked, refs).finally(() => asking.delete(url)));
  return outcome;
}

/**
 * Invalidates a repository's lists: at once in this isolate, and with the next look-up in others of the data centre.
 *
 * @param {import("./serve.js").Call} call
 * @param {{ repository: string, seconds: number }} refs
 */
export function dropRefs(call, { repository, seconds }) {
  const now = Date.now();
  pushes.set(repository, now);
  const mark = new Response(String(now), { headers: cacheFor(seconds + 60) });
  call.context.waitUntil(caches.default.put(pushUrl(repository), mark).catch(() => {}));
}

function read(url, { repository, seconds }) {
  return within(CACHE_MS, async () => {
    const [cached, mark] = await Promise.all([caches.default.match(url), caches.default.match(pushUrl(repository))]);
    if (cached === undefined) return undefined;
    const asked = Number(cached.headers.get(ASKED));
    const pushed = Math.max(pushes.get(repository) ?? 0, mark === undefined ? 0 : Number(await mark.text()));
    const isFresh = asked + seconds * 1000 > Date.now() && asked > pushed + CLOCK_SKEW_MS;
    const bytes = new Uint8Array(await cached.arrayBuffer());
    return isFresh && bytes.byteLength === Number(cached.headers.get(LENGTH)) ? bytes : undefined;
  });
}

async function write(url, bytes, asked, { seconds }) {
  const headers = { ...cacheFor(seconds), [ASKED]: String(asked), [LENGTH]: String(bytes.byteLength) };
  await within(CACHE_MS, () => caches.default.put(url, new Response(bytes, { headers })));
}

/** Reads a body up to a limit; `rest` is the unread part of a longer one. */
async function readStart(body) {
  const source = body.getReader({ mode: "byob" });
  const pieces = [];
  let total = 0;
  while (total < MAX_BYTES) {
    const { done, value } = await source.read(new Uint8Array(PIECE));
    if (done) return { bytes: await joined(pieces) };
    total += value.byteLength;
    pieces.push(value);
  }
  source.releaseLock();
  return { bytes: await joined(pieces), rest: body };
}

async function joined(pieces) {
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

function startsWith(bytes, text) {
  return new TextDecoder().decode(bytes.subarray(0, text.length)) === text;
}

function pushUrl(repository) {
  return `https://codecommit-edge.invalid/pushes/${repository}`;
}

/** The lists that are being requested, each with the time until which the request counts as alive. */
const asking = new BoundedMap(2_000);
/** When each repository was last pushed to through this isolate. */
const pushes = new BoundedMap(2_000);

const LS_REFS = "0014command=ls-refs";
const ASKED = "x-asked-at";
const LENGTH = "x-length";
/** The largest list that is cached, in bytes: about 15,000 refs. */
const MAX_BYTES = 1 << 20;
const PIECE = 64 << 10;
/** How long a read or write of the cache may take. */
const CACHE_MS = 1_000;
/** How long a request counts as alive without a heartbeat. */
const LEASE_MS = 5_000;
const POLL_MS = 50;
