/**
 * @param {Uint8Array} start
 * @param {ReadableStream} rest
 * @returns {ReadableStream} the bytes, followed by the stream
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
    // One of the two has failed; the other must end, too.
    sink.abort(error).catch(() => {});
    source.cancel(error).catch(() => {});
  }
}

/** Bytes to read at once; the runtime's default is 4 KiB. */
const PIECE = 64 << 10;
