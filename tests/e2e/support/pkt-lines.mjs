/** The offsets between the packets of a body, including its start and end. */
export function boundaries(body) {
  const places = [0];
  for (let at = 0; at < body.length; places.push(at)) at += lengthAt(body, at);
  return places;
}

/** The offsets at which tests cut a body of pkt-lines: every boundary, and within every packet's length and content. */
export function cuts(body) {
  const places = boundaries(body);
  const within = places.slice(0, -1).flatMap((start, index) => {
    const length = places[index + 1] - start;
    return [start + 2, start + 4 + Math.floor((length - 4) / 2)];
  });
  return [...new Set([...places, ...within])].sort((a, b) => a - b);
}

/** The same, and within the packets inside side band 1: a report is pkt-lines within pkt-lines. */
export function nestedCuts(body) {
  const inner = [];
  for (const start of boundaries(body).slice(0, -1)) {
    const packet = body.subarray(start, start + lengthAt(body, start));
    if (packet[4] === 1) inner.push(...cuts(packet.subarray(5)).map((place) => start + 5 + place));
  }
  return [...new Set([...cuts(body), ...inner])].sort((a, b) => a - b);
}

/** The offset after the last packet in side band 1, which carries packs and reports. */
export function endOfBand1(body) {
  const places = boundaries(body);
  const last = places.findLastIndex((start, index) => index + 1 < places.length && body[start + 4] === 1);
  return last < 0 ? body.length : places[last + 1];
}

/** Lengths below 4 are those of packets without content, such as a flush. */
function lengthAt(body, at) {
  const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
  if (Number.isNaN(length) || at + Math.max(length, 4) > body.length) throw new Error(`no pkt-line at ${at}`);
  return Math.max(length, 4);
}
