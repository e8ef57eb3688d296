/**
 * @param {ReadableStream} body gzipped
 * @returns {ReadableStream} the bytes that were compressed
 */
export function gunzip(body) {
  return body.pipeThrough(new DecompressionStream("gzip"));
}
