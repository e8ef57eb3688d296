import * as git from "isomorphic-git";

import { isBinary } from "./binary.ts";
import type { Repository } from "./repository.ts";

/** Larger files are similar to none. */
const LARGEST = 1_000_000;
/** git's scores are whole numbers up to this. */
const MAX_SCORE = 60_000;

/** What a file consists of: how many of its bytes are in each different piece. */
interface Pieces {
  size: number;
  bytes: ReadonlyMap<string, number>;
}

/**
 * A function that compares two blobs: the share of the larger one that is in the other one too, as git estimates it. It may return
 * less than that if it is less than `least`.
 */
export function similarities(repository: Repository): (one: string, other: string, least: number) => Promise<number> {
  const known = new Map<string, Promise<Pieces>>();
  const piecesOfBlob = (oid: string): Promise<Pieces> => {
    const pieces = known.get(oid) ?? git.readBlob({ ...repository, oid }).then(({ blob }) => piecesOf(blob));
    known.set(oid, pieces);
    return pieces;
  };
  return async (one, other, least) => {
    const [a, b] = [await piecesOfBlob(one), await piecesOfBlob(other)];
    const [smaller, larger] = a.size < b.size ? [a, b] : [b, a];
    if (larger.size > LARGEST || larger.size === 0 || smaller.size < least * larger.size) return 0;
    let common = 0;
    for (const [piece, bytes] of a.bytes) common += Math.min(bytes, b.bytes.get(piece) ?? 0);
    return Math.floor((common * MAX_SCORE) / larger.size) / MAX_SCORE;
  };
}

/** The lines, in pieces of at most 64 bytes; line ends of text are all alike. */
function piecesOf(content: Uint8Array): Pieces {
  const size = content.byteLength;
  const bytes = new Map<string, number>();
  if (size > LARGEST) return { size, bytes };
  const latin1 = new TextDecoder("latin1").decode(content);
  for (const [piece] of (isBinary(content) ? latin1 : latin1.replaceAll("\r\n", "\n")).matchAll(/[^\n]{0,63}\n|[^\n]{1,64}/g)) bytes.set(piece, (bytes.get(piece) ?? 0) + piece.length);
  return { size, bytes };
}
