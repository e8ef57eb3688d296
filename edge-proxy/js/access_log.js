/**
 * Writes a line of the access log, one per request: the fields of access_log.rs, as JSON.
 *
 * @param {string | undefined} line undefined for a request whose wasm instance a trap has replaced
 */
export function writeAccessLog(line) {
  if (line !== undefined) console.log(line);
}
