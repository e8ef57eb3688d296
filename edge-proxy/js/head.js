/** Reads headers by a list of names into one text: see headers.rs. */
export class HeaderReader {
  #names;

  /** @param {string} names one name per line */
  constructor(names) {
    this.#names = names.split("\n");
  }

  /**
   * @param {Request} request
   * @returns {string} the method, the URL and the headers' values, one per line
   */
  request(request) {
    return `${request.method}\n${request.url}\n${this.values(request.headers)}`;
  }

  /**
   * @param {Headers} headers
   * @returns {string} the headers' values, one per line; the line of an absent header is empty
   */
  values(headers) {
    let lines = "";
    for (const name of this.#names) lines += `${headers.get(name) ?? ""}\n`;
    return lines;
  }
}

/**
 * Called from Rust.
 *
 * @param {string} lines alternating names and values; a name may be repeated
 * @returns {Headers}
 */
export function headersOf(lines) {
  const headers = new Headers();
  const parts = lines.split("\n");
  for (let i = 0; i + 1 < parts.length; i += 2) headers.append(parts[i], parts[i + 1]);
  return headers;
}

/**
 * Like {@link headersOf} for names that are not repeated. The runtime takes a plain object at less cost than `Headers`.
 *
 * @param {string[]} parts alternating names and values
 * @returns {Record<string, string>}
 */
export function headersFrom(parts, start, end) {
  const headers = {};
  for (let i = start; i + 1 < end; i += 2) headers[parts[i]] = parts[i + 1];
  return headers;
}
