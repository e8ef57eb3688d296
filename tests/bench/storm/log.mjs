import { readFileSync } from "node:fs";

/**
 * Summarises an edge's access log: its caches, retries and refusals.
 *
 * @returns {{ packs: Record<string, number>, refs: Record<string, number>, savedBytes: number, retries: number, refused: Record<string, number> }}
 *   the number of lines by `pack_cache`, by `refs_cache`, and by the code of refusals
 */
export function edgeLog(file) {
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  return {
    packs: countedBy(lines, ({ pack_cache: outcome, pack_cache_reason: reason }) => outcome && [outcome, reason].filter(Boolean).join(", ")),
    refs: countedBy(lines, (line) => line.refs_cache),
    savedBytes: lines.reduce((sum, line) => sum + (line.bytes_saved ?? 0), 0),
    retries: lines.reduce((sum, line) => sum + (line.retries ?? 0), 0),
    refused: countedBy(lines, ({ status, code }) => (status >= 400 ? `${status} ${code}` : undefined)),
  };
}

function countedBy(lines, name) {
  const counts = {};
  for (const line of lines) {
    const found = name(line);
    if (found) counts[found] = (counts[found] ?? 0) + 1;
  }
  return counts;
}
