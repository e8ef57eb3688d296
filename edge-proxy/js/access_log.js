/**
 * Writes a line of the access log, one a request: the fields of access_log.rs, as JSON.
 *
 * @param {string} line
 */
export function writeAccessLog(line) {
  console.log(line);
}
