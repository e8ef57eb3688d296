// Fetch requests as a clone sends them, and what an edge with PACK_CACHE did with them.

import { createHash } from "node:crypto";

import { eventually } from "./eventually.mjs";
import { exchange } from "./http.mjs";

export const FLUSH = "0000";
/** What git sends to CodeCommit. */
export const CAPABILITIES = "multi_ack_detailed side-band-64k thin-pack";

/** A pkt-line. */
export function line(text) {
  return (text.length + 4).toString(16).padStart(4, "0") + text;
}

/** The body of a fetch without objects; `limits` are the lines after the wants. */
export function cloneOf(wants, { capabilities = CAPABILITIES, limits = [], end = line("done\n") } = {}) {
  const [first, ...others] = wants.map((id) => `want ${id}`);
  const lines = [`${first} ${capabilities}`, ...others, ...limits];
  return lines.map((text) => line(`${text}\n`)).join("") + FLUSH + end;
}

/** The headers of a fetch with this `Authorization`. */
export function fetchHeaders(authorization, body, others = {}) {
  const type = { "content-type": "application/x-git-upload-pack-request", "accept": "application/x-git-upload-pack-result" };
  return { ...type, authorization, "content-length": String(Buffer.byteLength(body)), ...others };
}

/**
 * Sends a fetch.
 *
 * @param {object} edge
 * @param {string} path of the repository
 * @param {string} authorization
 * @param {string | Buffer} body
 * @returns {Promise<{ status: number, body: Buffer, whole: boolean, headers: object, log: object, cache: string }>}
 *   `log`: its line in the log, `cache`: what became of it, such as `hit` or `bypass: busy`.
 */
export async function fetchPack(edge, path, authorization, body, { isolate = 0, headers = {} } = {}) {
  const url = `${edge.urls[isolate]}/${path}/git-upload-pack`;
  const answer = await exchange(url, { method: "POST", headers: fetchHeaders(authorization, body, headers), body });
  const log = await logLine(edge, answer);
  return { ...answer, log, cache: reuse(log) };
}

/** The log's line of a response. */
export function logLine(edge, { headers }) {
  const id = headers["x-request-id"];
  return eventually("a line in the log", () => edge.logs().find(({ request_id }) => request_id === id));
}

/** What became of a fetch: `pack_cache`, with the reason. */
export function reuse({ pack_cache, pack_cache_reason }) {
  return [pack_cache, pack_cache_reason].filter(Boolean).join(": ");
}

/** Whether a response to a fetch has a pack in it. */
export function hasPack({ body }) {
  return body.includes("PACK");
}

/** Asks until the pack is kept, and returns the last response, which is from the cache. */
export async function fillCache(ask) {
  return eventually("a hit", async () => {
    const answer = await ask();
    return answer.cache === "hit" && answer;
  });
}

/** The pack in a complete response to a fetch, without the side-bands; undefined without a pack. */
export function packIn({ body }) {
  const parts = [];
  for (let at = 0; at < body.length; ) {
    const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    if (!(length >= 0) || at + length > body.length) return undefined;
    if (length > 4 && body[at + 4] === 1) parts.push(body.subarray(at + 5, at + length));
    at += Math.max(length, 4);
  }
  const pack = Buffer.concat(parts);
  return pack.toString("latin1", 0, 4) === "PACK" ? pack : undefined;
}

/** Whether a pack has the SHA-1 that it ends with. */
export function isWholePack(pack) {
  const digest = createHash("sha1").update(pack.subarray(0, -20)).digest();
  return digest.equals(pack.subarray(-20));
}
