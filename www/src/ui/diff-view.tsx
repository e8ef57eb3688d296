import { useMemo, useState } from "preact/hooks";
import type { JSX } from "preact";

import { folded, pairs, type Diff, type DiffLine } from "../core/diff.ts";
import { DiffText } from "./diff-text.tsx";
import { ShowAll } from "./show-all.tsx";
import { counted } from "./words.ts";

const SIGNS = { same: " ", added: "+", removed: "−" };

/** More lines than `MOST_LINES` are shown only on request, `MOST_MORE` at a time: a browser can hardly show more at once. */
const MOST_LINES = 2_000;
const MOST_MORE = 10_000;

export interface DiffViewProps {
  name: string;
  diff: Diff;
  /** Whether the versions are shown beside each other instead of in one column. */
  sideBySide: boolean;
}

/** The changed lines of a file with some lines around them; the others are folded. */
export function DiffView({ name, diff, sideBySide }: DiffViewProps): JSX.Element {
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [most, setMost] = useState(MOST_LINES);
  const parts = useMemo(() => folded(diff.lines), [diff]);
  const columns = sideBySide ? 6 : 4;
  const count = parts.reduce((sum, { isFolded, lines }, index) => sum + (isFolded && !unfolded.has(index) ? 0 : lines.length), 0);
  const more = Math.min(count - most, MOST_MORE);
  let left = most;
  const rows = parts.map(({ isFolded, lines }, index) => {
    if (left <= 0) return undefined;
    if (isFolded && !unfolded.has(index)) return <Fold key={`fold ${index}`} lines={lines} columns={columns} onUnfold={() => setUnfolded(new Set([...unfolded, index]))} />;
    const shown = lines.slice(0, left);
    left -= shown.length;
    return sideBySide ? pairs(shown).map((pair, row) => <Beside key={`${index} ${row}`} left={pair.left} right={pair.right} />) : shown.map((line, row) => <Row key={`${index} ${row}`} line={line} />);
  });
  return (
    <div class="code diff" tabIndex={0} role="region" aria-label={`Changes in ${name}`}>
      <table role="presentation" class={sideBySide ? "beside" : ""}>
        {sideBySide && (
          <colgroup>
            {["number", "sign", "text", "number", "sign", "text"].map((name) => (
              <col class={name} />
            ))}
          </colgroup>
        )}
        <tbody>{rows}</tbody>
      </table>
      {more > 0 && <ShowAll count={count} {...(most + more < count && { more })} onShow={() => setMost(most + more)} />}
    </div>
  );
}

function Row({ line }: { line: DiffLine }): JSX.Element {
  return (
    <tr class={line.kind}>
      <td class="number before" data-line={line.before ?? ""} />
      <td class="number after" data-line={line.after ?? ""} />
      <td class="sign" aria-hidden="true">
        {SIGNS[line.kind]}
      </td>
      <td class="text">
        <DiffText line={line} />
      </td>
    </tr>
  );
}

function Beside({ left, right }: { left: DiffLine | undefined; right: DiffLine | undefined }): JSX.Element {
  return (
    <tr>
      <Side line={left} number={left?.before} />
      <Side line={right} number={right?.after} />
    </tr>
  );
}

function Side({ line, number }: { line: DiffLine | undefined; number: number | undefined }): JSX.Element {
  const kind = line?.kind ?? "absent";
  return (
    <>
      <td class={`number ${kind}`} data-line={number ?? ""} />
      <td class={`sign ${kind}`} aria-hidden="true">
        {line && SIGNS[line.kind]}
      </td>
      <td class={`text ${kind}`}>{line && <DiffText line={line} />}</td>
    </>
  );
}

/** Stands for unchanged lines. */
function Fold({ lines, columns, onUnfold }: { lines: readonly DiffLine[]; columns: number; onUnfold: () => void }): JSX.Element {
  return (
    <tr class="gap">
      <td colSpan={columns}>
        <button type="button" class="plain small" onClick={onUnfold}>
          Show {counted(lines.length, "unchanged line")}
        </button>
      </td>
    </tr>
  );
}
