// The only format that servers may send (RFC 9110, 5.6.7).
const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

/** Milliseconds since 1970 of a `Date` header, given as text or within headers of any kind; undefined without one. */
export function httpDate(source) {
  const text = typeof source === 'string' ? source : header(source?.headers ?? source);
  if (typeof text !== 'string' || !IMF_FIXDATE.test(text)) return undefined;
  const time = Date.parse(text);
  // A server whose clock is at its epoch does not know the time.
  return time >= EARLIEST ? time : undefined;
}

const EARLIEST = Date.UTC(2020);

function header(headers) {
  return typeof headers?.get === 'function' ? headers.get('date') : (headers?.date ?? headers?.Date);
}
