import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { DiffLine } from "../core/diff.ts";
import { LineText } from "./line-text.tsx";
import { ShowAll } from "./show-all.tsx";

const SIGNS = { same: " ", added: "+", removed: "−", gap: "" };
const SAID = { same: "", added: "added: ", removed: "removed: ", gap: "" };

/** More lines than these are shown only on request. */
const MOST_LINES = 2_000;

/** The lines of a diff, in one column. */
export function DiffView({ name, lines }: { name: string; lines: readonly DiffLine[] }): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, MOST_LINES);
  return (
    <div class="code" tabIndex={0} role="region" aria-label={`Changes in ${name}`}>
      <table role="presentation">
        <tbody>
          {shown.map((line) =>
            line.kind === "gap" ? (
              <tr class="gap">
                <td class="number" />
                <td class="number wide-only" />
                <td class="sign" />
                <td class="text">{line.text}</td>
              </tr>
            ) : (
              <tr class={line.kind}>
                <td class="number" data-line={line.before ?? ""} />
                <td class="number wide-only" data-line={line.after ?? ""} />
                <td class="sign" aria-hidden="true">
                  {SIGNS[line.kind]}
                </td>
                <td class="text">
                  <span class="visually-hidden">{SAID[line.kind]}</span>
                  <LineText text={line.text} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
      {shown.length < lines.length && <ShowAll count={lines.length} onShow={() => setAll(true)} />}
    </div>
  );
}
