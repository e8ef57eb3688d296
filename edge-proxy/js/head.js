/** Reads headers by a list of names, in one text: see headers.rs. */
export class HeaderReader {
  #names;

  /** @param {string} names a name a line */
  constructor(names) {
    this.#names = names.split("\n");
  }

  /**
   * @param {Request} request
   * @returns {string} the method, the URL and the headers' values, each on its line
   */
  request(request) {
    return `${request.method}\n${request.url}\n${this.values(request.headers)}`;
  }

  /**
   * @param {Headers} headers
   * @returns {string} the headers' values, each on its line, which is empty where there is none
   */
  values(headers) {
    let lines = "";
    for (const name of this.#names) lines += `${headers.get(name) ?? ""}\n`;
    return lines;
  }
}

/**
 * @param {string | string[]} lines names and values, in turn
 * @returns {Headers}
 */
export function headersOf(lines, start = 0, end = Infinity) {
  const headers = new Headers();
  const parts = typeof lines === "string" ? lines.split("\n") : lines;
  for (let i = start; i + 1 < Math.min(parts.length, end); i += 2) headers.append(parts[i], parts[i + 1]);
  return headers;
}
