import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { marked, visible } from "./foreign.tsx";
import { highlight, type Highlighted } from "./highlight.ts";
import { LineText } from "./line-text.tsx";
import { ShowAll } from "./show-all.tsx";

/** More lines or characters than these are shown only on request. */
const MOST_LINES = 5_000;
const MOST_CHARACTERS = 300_000;

/** A file's text with line numbers: plain at first, highlighted as soon as the highlighter is loaded. */
export function CodeView({ name, text, chosen }: { name: string; text: string; chosen?: number }): JSX.Element {
  const [lit, setLit] = useState<{ text: string; lines: Highlighted }>();
  const [all, setAll] = useState(() => (chosen ?? 0) > atFirst(text.split("\n", MOST_LINES)));
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => row.current?.scrollIntoView({ block: "center" }), [chosen]);
  useEffect(() => {
    let current = true;
    highlight(name, text).then(
      (lines) => current && lines && setLit({ text, lines }),
      // Without the highlighter, the text stays plain.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [name, text]);

  const lines = text.replace(/\n$/, "").split("\n");
  const shown = all ? lines : lines.slice(0, atFirst(lines));
  const colours = lit?.text === text ? lit.lines : undefined;
  return (
    <div class="code" tabIndex={0} role="region" aria-label={`Contents of ${visible(name)}`}>
      <table role="presentation">
        <tbody>
          {shown.map((line, index) => (
            <tr {...(chosen === index + 1 && { class: "chosen", ref: row })}>
              <td class="number" data-line={index + 1} />
              <td class="text">{colours?.[index]?.map(({ text: piece, scope }) => <span class={scope}>{marked(piece)}</span>) ?? <LineText text={line} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < lines.length && <ShowAll count={lines.length} onShow={() => setAll(true)} />}
    </div>
  );
}

/** The number of lines shown at first: at least one. */
function atFirst(lines: readonly string[]): number {
  let left = MOST_CHARACTERS;
  const count = lines.slice(0, MOST_LINES).findIndex((line) => (left -= line.length) < 0);
  return count < 0 ? MOST_LINES : Math.max(1, count);
}
