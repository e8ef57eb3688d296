// Request bodies for CodeCommit.
//
// Their bytes are counted and checked for gzip's magic number here, so that they need not be copied into wasm.

/**
 * @typedef {object} OutgoingBody
 * @property {BodyInit} [sent] the body for `fetch`
 * @property {boolean} [isGzipped]
 * @property {"body_broken" | "body_too_large"} [failure] a fault of the client; the request to CodeCommit was aborted
 */

/**
 * @param {Request} request
 * @param {"short" | "counted" | "chunked" | "collected"} kind
 * @param {number} number the length of a short or counted body, or the limit of another, in bytes
 * @param {AbortController} abort aborts the request to CodeCommit, because the runtime ends a failed stream normally,
 *   and a truncated body would look complete
 * @returns {Promise<OutgoingBody>}
 */
export function openBody(request, kind, number, abort) {
  if (kind === "chunked") return openStream(request, new IdentityTransformStream(), number, abort);
  if (kind === "counted") return openStream(request, new FixedLengthStream(number), number, abort);
  return kind === "short" ? readBody(request) : collect(request, number);
}

/**
 * Reads and discards the rest of a body, within limits of size and time: a client that receives a response while it is
 * sending may never read the response.
 *
 * @param {Request} request
 * @returns {Promise<void>}
 */
export function drain(request) {
  // A body that exceeds the limit is not read at all.
  if (Number(request.headers.get("content-length")) > MAX_DRAINED) return Promise.resolve();
  return new Promise((resolve) => {
    let total = 0;
    let before = 0;
    let ticks = 0;
    const finish = () => {
      clearInterval(timer);
      resolve();
    };
    const timer = setInterval(() => {
      // Nothing has arrived since the last tick.
      if (total === before || ++ticks === MAX_TICKS) finish();
      before = total;
    }, TICK_MS);
    discard(request, (bytes) => (total += bytes) <= MAX_DRAINED).then(finish, finish);
  });
}

async function discard(request, goesOn) {
  await streams.get(request)?.stop();
  const source = request.body.getReader({ mode: "byob" });
  for (let buffer = new ArrayBuffer(PIECE); ; ) {
    const { done, value } = await source.read(new Uint8Array(buffer));
    if (done || !goesOn(value.byteLength)) return;
    buffer = value.buffer;
  }
}

/**
 * Reads a short body before it is sent, which costs less than streaming it, and lets it be sent again.
 *
 * @param {Request} request
 * @returns {Promise<OutgoingBody>}
 */
export async function readBody(request) {
  try {
    const bytes = new Uint8Array(await request.arrayBuffer());
    return { sent: bytes, isGzipped: isGzip(bytes) };
  } catch {
    return { failure: "body_broken" };
  }
}

/** Reads the whole body, so that it can be sent with its length. */
async function collect(request, limit) {
  const source = request.body.getReader({ mode: "byob" });
  const pieces = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await source.read(new Uint8Array(COLLECTED_PIECE), { min: COLLECTED_PIECE });
      if (done) break;
      if ((total += value.byteLength) > limit) return { failure: "body_too_large" };
      pieces.push(value);
    }
  } catch {
    return { failure: "body_broken" };
  } finally {
    source.releaseLock();
  }
  const isGzipped = isGzip(pieces[0]);
  if (pieces.length < 2) return { sent: pieces[0], isGzipped };
  const { readable, writable } = new FixedLengthStream(total);
  feed(writable.getWriter(), pieces).catch(() => {});
  return { sent: readable, isGzipped };
}

/** Writes the pieces without copying them into one buffer. */
async function feed(sink, pieces) {
  pieces.reverse();
  for (let piece; (piece = pieces.pop()); ) await sink.write(piece);
  await sink.close();
}

async function openStream(request, { readable, writable }, limit, abort) {
  const source = request.body.getReader({ mode: "byob" });
  const sink = writable.getWriter();
  const body = { sent: readable };
  let first;
  try {
    first = await source.read(new Uint8Array(PIECE), { min: 2 });
  } catch {
    source.releaseLock();
    return { failure: "body_broken" };
  }
  body.isGzipped = isGzip(first.value);
  const pumped = pump(source, sink, first, limit)
    .catch((error) => {
      body.failure = error === OVER_LIMIT ? "body_too_large" : "body_broken";
      abort.abort(error);
    })
    .finally(() => source.releaseLock());
  // Registered so that the body can be stopped: if CodeCommit stops reading, the client's stream would block forever.
  streams.set(request, { stop: () => Promise.all([sink.abort().catch(() => {}), pumped]) });
  return body;
}

/** Rejects if the source fails or exceeds the limit; ends without an error if the sink closes. */
async function pump(source, sink, first, limit) {
  let total = 0;
  for (let { done, value } = first; !done; ) {
    if ((total += value.byteLength) > limit) throw OVER_LIMIT;
    try {
      await sink.write(value);
    } catch {
      return;
    }
    // One buffer for all chunks: a write completes only when its bytes have been read.
    ({ done, value } = await source.read(new Uint8Array(value.buffer), { min: PIECE }));
  }
  await sink.close().catch(() => {});
}

/** Whether bytes are gzipped. No plain git request looks so: a pkt-line starts with four hexadecimal digits. */
function isGzip(bytes) {
  return bytes?.[0] === 0x1f && bytes[1] === 0x8b;
}

/** The bodies that are being streamed, by request, so that they can be stopped. */
const streams = new WeakMap();

const OVER_LIMIT = new Error("the body is over the limit");

/** The bytes to read at once; the runtime's default of 4 KiB takes six times the CPU time. */
const PIECE = 256 << 10;
const COLLECTED_PIECE = 64 << 10;

const MAX_DRAINED = 64 << 20;
const TICK_MS = 1_000;
const MAX_TICKS = 15;
