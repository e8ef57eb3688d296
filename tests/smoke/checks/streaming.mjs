import { expect } from "../verdict.mjs";

export const name = "streaming";

const LIMIT_MS = 25_000;
/** More than the edge takes in of a body before it refuses, less than Cloudflare's smallest limit. */
const ANNOUNCED = 80 << 20;

/**
 * Without credentials: the edge decides by the head of a push, so its refusal must begin although the body has not
 * ended. Whatever buffers requests on the way waits for the end first. (With credentials the clone shows the rest.)
 */
export async function check(edge, { streamingLimitMs = LIMIT_MS } = {}) {
  const repository = await edge.anyRepository();
  const started = Date.now();
  const answering = edge.open(`${repository}/git-receive-pack`, {
    method: "POST",
    headers: { "content-type": "application/x-git-receive-pack-request", "content-length": String(ANNOUNCED) },
    body: "0000",
    unfinished: true,
  });
  const response = await Promise.race([answering, late(streamingLimitMs)]);
  response?.destroy();
  expect(
    [401, 413].includes(response?.statusCode),
    response ? `an unfinished push is answered with ${response.statusCode}` : `an unfinished push is not answered within ${streamingLimitMs / 1000} s`,
    "nothing between git and the edge may buffer requests: turn `proxy_request_buffering` and the like off",
  );
  return `an unfinished push is answered after ${Date.now() - started} ms`;
}

function late(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
