/**
 * @param {Uint8Array} start
 * @param {ReadableStream} rest
 * @returns {ReadableStream} both, one behind the other
 */
export function prepend(start, rest) {
  const { readable, writable } = new IdentityTransformStream();
  pump(start, rest.getReader({ mode: "byob" }), writable.getWriter());
  return readable;
}

async function pump(start, source, sink) {
  try {
    await sink.write(start);
    for (let buffer = new ArrayBuffer(PIECE); ; ) {
      const { done, value } = await source.read(new Uint8Array(buffer), { min: PIECE });
      if (done) return await sink.close();
      await sink.write(value);
      buffer = value.buffer;
    }
  } catch (error) {
    // Whichever of the two has failed.
    sink.abort(error).catch(() => {});
    source.cancel(error).catch(() => {});
  }
}

/** Bytes to read at once; the runtime by itself gives 4 KiB at a time. */
const PIECE = 64 << 10;
