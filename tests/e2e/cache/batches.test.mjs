import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { Batches } from "../../../edge-proxy/js/batches.js";

const KEEP = 20;
const SIZE = 256 << 10;

/** Adds bytes in pieces to batches that take a while to be used. */
async function gathered(bytes, piece) {
  const used = [];
  const buffers = new Set();
  const batches = new Batches(async (batch) => {
    buffers.add(batch.buffer);
    await pause(1);
    used.push(Buffer.from(batch));
  }, KEEP);
  const buffer = new Uint8Array(piece);
  for (let at = 0; at < bytes.length; at += piece) {
    const part = bytes.subarray(at, at + piece);
    buffer.set(part);
    batches.add(buffer.subarray(0, part.length));
    // The caller uses its buffer again.
    buffer.fill(0);
    if (at % (4 * SIZE) < piece) await pause(5);
  }
  batches.flush();
  const rest = Buffer.from(batches.rest);
  await pause(5);
  return { used: Buffer.concat(used), rest, buffers: buffers.size };
}

for (const length of [0, 1, KEEP - 1, KEEP, KEEP + 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE - KEEP, 2 * SIZE, 40 * SIZE + 5]) {
  test(`passes ${length} bytes on in order, except for the last ones`, async () => {
    const bytes = Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8) * 13 + (at >> 16)) & 0xff));
    for (const piece of [8200, 65_520, 3 * SIZE]) {
      const { used, rest, buffers } = await gathered(bytes, piece);
      const end = Math.max(length - KEEP, 0);
      assert.ok(used.equals(bytes.subarray(0, end)), `${piece}`);
      assert.ok(rest.equals(bytes.subarray(end)), `${piece}`);
      assert.ok(buffers <= 10, `${buffers} buffers`);
    }
  });
}
