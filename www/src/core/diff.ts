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
  const sides = [before ?? new Uint8Array(), after ?? new Uint8Array()] as const;
  if (sides.some((side) => side.byteLength > LARGEST || side.subarray(0, 8000).includes(0))) return undefined;
  const { structuredPatch } = await import("diff");
  const [old = "", current = ""] = sides.map((side) => new TextDecoder().decode(side));
  const patch = structuredPatch("", "", old, current, "", "", { context, timeout: 5000 });
  if (!patch) return undefined;
  return patch.hunks.flatMap(({ oldStart, newStart, oldLines, newLines, lines }) => {
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
}
