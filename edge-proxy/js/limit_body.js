/**
 * Counts the bytes of a stream on its way to be the body of a request, and aborts that request where the
 * stream fails or goes beyond the limit.
 *
 * Here and not in wasm, so that the bytes need not be copied there to be counted. The request is aborted
 * because the runtime sends a stream that fails as one that has ended: a part would pass for the whole.
 *
 * @param {ReadableStream} body
 * @param {number} limit in bytes
 * @param {AbortController} request
 * @returns {{ stream: ReadableStream, exceeded: boolean, broken: boolean, settled: Promise<void> }} `broken`: the stream
 *   has failed; `settled`: once the client can be answered, for one that is cut off while it sends may never read the answer
 */
export function limitBody(body, limit, request) {
  const { readable, writable } = new IdentityTransformStream();
  const limited = { stream: readable, exceeded: false, broken: false };
  const source = body.getReader({ mode: "byob" });
  limited.settled = pump(source, writable.getWriter(), (total) => {
    limited.exceeded = total > limit;
    if (limited.exceeded) throw new RangeError("the body is over the limit");
  }).catch((error) => {
    limited.broken = !limited.exceeded;
    request.abort(error);
    if (limited.exceeded) return Promise.race([discard(source).catch(() => {}), pause(MAX_DISCARDING_MS)]);
  });
  return limited;
}

/** Rejects where the source fails or `admit` throws; ends quietly where the sink wants no more. */
async function pump(source, sink, admit) {
  let total = 0;
  // One buffer for all of it: a write is done when its bytes have been taken.
  for (let buffer = new ArrayBuffer(PIECE); ; ) {
    const { done, value } = await source.read(new Uint8Array(buffer), { min: PIECE });
    if (done) return sink.close().catch(() => {});
    admit((total += value.byteLength));
    try {
      await sink.write(value);
    } catch (error) {
      return source.cancel(error);
    }
    buffer = value.buffer;
  }
}

/** Takes in what is left, up to a bound. */
async function discard(source) {
  let buffer = new ArrayBuffer(PIECE);
  for (let total = 0; total < MAX_DISCARDED; ) {
    const { done, value } = await source.read(new Uint8Array(buffer));
    if (done) return;
    total += value.byteLength;
    buffer = value.buffer;
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const MAX_DISCARDING_MS = 5_000;
/** Bytes beyond the limit that are taken in for the sake of the answer. */
const MAX_DISCARDED = 16 << 20;
/** Bytes to read at once; the runtime by itself gives 4 KiB at a time, at six times the CPU time. */
const PIECE = 256 << 10;
