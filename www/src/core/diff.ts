import { decodeText, lineEnds, type Text } from "./text.ts";

/** A line of a diff, with its line numbers before and after. */
export interface DiffLine {
  kind: "same" | "added" | "removed" | "gap";
  text: string;
  before?: number;
  after?: number;
}

// Larger files would block the page for too long.
const LARGEST = 1_000_000;

/** A diff of two versions of a file, with `context` unchanged lines around each change; undefined if a version is not text or too large. */
export async function diffLines(before: Uint8Array | undefined, after: Uint8Array | undefined, context = 3): Promise<DiffLine[] | undefined> {
  if (Math.max(before?.byteLength ?? 0, after?.byteLength ?? 0) > LARGEST) return undefined;
  const [old, current] = [before, after].map((side) => decodeText(side ?? new Uint8Array()));
  if (!old || !current) return undefined;
  const { structuredPatch } = await import("diff");
  const patch = structuredPatch("", "", old.text, current.text, "", "", { context, timeout: 5000 });
  if (!patch) return undefined;
  const hunks = patch.hunks.flatMap(({ oldStart, newStart, oldLines, newLines, lines }) => {
    let [left, right] = [oldStart, newStart];
    const gap: DiffLine = { kind: "gap", text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` };
    return [gap, ...lines.map((line): DiffLine => {
      const text = line.slice(1);
      switch (line[0]) {
        case "+":
          return { kind: "added", text, after: right++ };
        case "-":
          return { kind: "removed", text, before: left++ };
        case "\\":
          return { kind: "gap", text: line };
        default:
          return { kind: "same", text, before: left++, after: right++ };
      }
    })];
  });
  return [...(before && after ? formChanges(old, current) : []), ...hunks];
}

/** What changed in the form of a text, which its lines do not show. */
function formChanges(old: Text, current: Text): DiffLine[] {
  const found: DiffLine[] = [];
  if (old.encoding !== current.encoding && old.text !== "" && current.text !== "") found.push({ kind: "gap", text: `The encoding changed from ${old.encoding} to ${current.encoding}.` });
  const [before, after] = [lineEnds(old.text), lineEnds(current.text)];
  if (before !== after && before && after) found.push({ kind: "gap", text: `The line ends changed from ${before} to ${after}.` });
  return found;
}
