import { failure } from "../messages.ts";
import { assertNoError } from "./advertisement.ts";
import { joined } from "./joined.ts";
import { lineOf, packet, packets } from "./pkt-lines.ts";

const [PACK, PROGRESS] = [1, 2];

/**
 * Puts the status report of a push into side-band 1, where isomorphic-git requires it; servers may send it without side-band.
 *
 * @throws {CoreError} `push_unconfirmed` if there is no report, `remote_error` if the server sent an error instead
 */
export function inSideBand(bytes: Uint8Array): Uint8Array {
  const progress: Uint8Array[] = [];
  const banded: Uint8Array[] = [];
  const bare: string[] = [];
  for (const line of packets(bytes)) {
    if (!line || line.length === 0) continue;
    assertNoError(line);
    if (line[0] === PROGRESS) progress.push(packet(line));
    else if (line[0] === PACK) banded.push(line.subarray(1));
    else bare.push(lineOf(line));
  }
  const report = [...bare, ...[...packets(joined(banded))].flatMap((line) => (line ? lineOf(line) : []))].filter((line) => line !== "");
  const [unpack = "", ...statuses] = report;
  const isReport = unpack.startsWith("unpack ") && (unpack !== "unpack ok" || statuses.some((line) => /^(?:ok|ng) /.test(line)));
  if (!isReport) throw failure("push_unconfirmed", report.join("\n"));
  const lines = joined([...report.map((line) => packet(`${line}\n`)), packet(null)]);
  return joined([...progress, packet(joined([Uint8Array.of(PACK), lines])), packet(null)]);
}
