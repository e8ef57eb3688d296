/**
 * Framings of the four-byte body `0000` that two parsers could read differently: headers, and the bytes after them. A valid
 * request follows immediately.
 */

const CHUNKED = ["Transfer-Encoding: chunked"];
const CHUNKS = "4\r\n0000\r\n0\r\n\r\n";

/** The body is read as intended, with the named framing, and the next request is served. */
export const CLEAR = {
  "a length": [["Content-Length: 4"], "0000", "counted"],
  "a length with zeros in front": [["Content-Length: 0004"], "0000", "counted"],
  "a length between tabs": [["Content-Length:\t4\t"], "0000", "counted"],
  "one length twice": [["Content-Length: 4", "Content-Length: 4"], "0000", "counted"],
  "a length, and one with an underscore": [["Content-Length: 4", "Content_Length: 40"], "0000", "counted"],
  "a length, and chunks with an underscore": [["Content-Length: 4", "Transfer_Encoding: chunked"], "0000", "counted"],
  "an expectation of 100": [["Content-Length: 4", "Expect: 100-continue"], "0000", "counted"],
  "chunks": [CHUNKED, CHUNKS, "chunked"],
  "chunks in capitals": [["Transfer-Encoding: CHUNKED"], CHUNKS, "chunked"],
  "a chunk with an extension": [CHUNKED, `4;a="b"\r\n0000\r\n0\r\n\r\n`, "chunked"],
  "a chunk with a space": [CHUNKED, "4 \r\n0000\r\n0\r\n\r\n", "chunked"],
  "a last chunk of many zeros": [CHUNKED, "4\r\n0000\r\n000\r\n\r\n", "chunked"],
  "trailers": [CHUNKED, "4\r\n0000\r\n0\r\nAuthorization: Basic YTpi\r\nContent-Length: 9\r\n\r\n", "chunked"],
};

/** The body is read with one framing, and the connection closes: what follows is not read as a request. */
export const CLOSED_BEHIND = {
  "a length and chunks": [["Content-Length: 4", ...CHUNKED], CHUNKS],
  "chunks and a length": [[...CHUNKED, "Content-Length: 4"], CHUNKS],
  "a length that is too long, and chunks": [["Content-Length: 400", ...CHUNKED], CHUNKS],
};

/** The runtime responds with 400, and closes the connection. */
export const UNCLEAR = {
  "two lengths": [["Content-Length: 4", "Content-Length: 5"], "00000"],
  "two lengths in one": [["Content-Length: 4, 5"], "00000"],
  "a length with a sign": [["Content-Length: +4"], "0000"],
  "a negative length": [["Content-Length: -4"], "0000"],
  "a length in hexadecimal": [["Content-Length: 0x4"], "0000"],
  "a length with a fraction": [["Content-Length: 4.0"], "0000"],
  "a length with a space": [["Content-Length: 4 4"], "0000"],
  "a length in other digits": [["Content-Length: \xd9\xa4"], "0000"],
  "an empty length": [["Content-Length:"], "0000"],
  "a length over 64 bits": [["Content-Length: 18446744073709551620"], "0000"],
  "a length that no number holds": [["Content-Length: 99999999999999999999999"], "0000"],
  "chunks that are not quite": [["Transfer-Encoding: xchunked"], CHUNKS],
  "chunks in quotes": [['Transfer-Encoding: "chunked"'], CHUNKS],
  "chunks behind a vertical tab": [["Transfer-Encoding: \x0bchunked"], CHUNKS],
  "chunks that are not the last coding": [["Transfer-Encoding: chunked, identity"], CHUNKS],
  "chunks, and another coding": [[...CHUNKED, "Transfer-Encoding: identity"], CHUNKS],
  "no coding, and a length": [["Transfer-Encoding: identity", "Content-Length: 4"], "0000"],
  "a space in front of the colon": [["Content-Length: 4", "Transfer-Encoding : chunked"], CHUNKS],
  "a folded coding": [["Content-Length: 4", "Transfer-Encoding:\r\n chunked"], CHUNKS],
  "a coding behind a carriage return": [["Content-Length: 4", "X-A: b\rTransfer-Encoding: chunked"], CHUNKS],
};

/** Malformed chunks. */
export const BROKEN_CHUNKS = {
  "no number": "zz\r\n0000\r\n0\r\n\r\n",
  "a negative size": "-4\r\n0000\r\n0\r\n\r\n",
  "a size with 0x": "0x4\r\n0000\r\n0\r\n\r\n",
  "a size over 64 bits": "ffffffffffffffff1\r\n0000\r\n0\r\n\r\n",
  "no size": "\r\n0000\r\n0\r\n\r\n",
  "bare line feeds": "4\n0000\n0\n\n",
  "a bare line feed behind an extension": "4;\n0000\r\n0\r\n\r\n",
  "more bytes than it says": "4\r\n00000\r\n0\r\n\r\n",
  "an extension of 100 KB": `4;${"a".repeat(100_000)}\r\n0000\r\n0\r\n\r\n`,
};
