/** git looks for a zero byte in this many bytes of a file. */
const FIRST_BYTES = 8000;

/** Whether git takes a file for binary. */
export function isBinary(content: Uint8Array): boolean {
  return content.subarray(0, FIRST_BYTES).includes(0);
}
