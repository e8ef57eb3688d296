import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Lines } from "./address.ts";
import { marked, visible } from "./foreign.tsx";
import { highlight, type Highlighted } from "./highlight.ts";
import { LineNumber, useLineNumbers } from "./line-numbers.tsx";
import { LineText } from "./line-text.tsx";
import { ShowAll } from "./show-all.tsx";
import { useLineWindow } from "./use-line-window.ts";

export interface CodeViewProps {
  name: string;
  text: string;
  /** The lines to highlight and scroll to. */
  chosen?: Lines | undefined;
  /** The address of lines; without it, line numbers are no links. */
  address?: ((lines: Lines) => string) | undefined;
  /** A cell before each line's number, from line 0 on. */
  margin?: ((index: number) => JSX.Element) | undefined;
}

/** A file's text with line numbers: plain at first, highlighted as soon as the highlighter is loaded. */
export function CodeView({ name, text, chosen, address, margin }: CodeViewProps): JSX.Element {
  const row = useRef<HTMLTableRowElement>(null);
  const colours = useHighlighted(name, text);
  const numbers = useLineNumbers(chosen, address);
  const lines = useMemo(() => text.replace(/\n$/, "").split("\n"), [text]);
  const { from, to, more, showMore, showFirst } = useLineWindow(lines, chosen);
  const shown = useMemo(() => lines.slice(from, to), [lines, from, to]);
  const isInView = chosen !== undefined && chosen.first > from && chosen.first <= to;
  const cells = useMemo(() => shown.map((line, index) => <td class="text">{colours?.[from + index]?.map(({ text: piece, scope }) => <span class={scope}>{marked(piece)}</span>) ?? <LineText text={line} />}</td>), [shown, colours]);
  useEffect(() => {
    // Lines that the user has just chosen stay where they are.
    const { top = 0, bottom = 0 } = row.current?.getBoundingClientRect() ?? {};
    if (top < 0 || bottom > innerHeight) row.current?.scrollIntoView({ block: "center" });
  }, [chosen?.first, chosen?.last, text]);
  return (
    <div class={margin ? "code spacious" : "code"} tabIndex={0} role="region" aria-label={`Contents of ${visible(name)}`}>
      {from > 0 && (
        <p class="row">
          <button type="button" onClick={showFirst}>
            Show the first lines
          </button>
        </p>
      )}
      <table role="presentation" {...numbers}>
        <tbody>
          {shown.map((_, index) => {
            const line = from + index + 1;
            const isChosen = chosen !== undefined && line >= chosen.first && line <= chosen.last;
            return (
              <tr key={line} {...(isChosen && { class: "chosen" })} {...(line === chosen?.first && { ref: row })}>
                {margin?.(from + index)}
                <LineNumber line={line} address={address} isStop={line === (isInView ? chosen.first : from + 1)} />
                {cells[index]}
              </tr>
            );
          })}
        </tbody>
      </table>
      {more > 0 && <ShowAll count={lines.length} {...((from > 0 || to + more < lines.length) && { more })} onShow={showMore} />}
    </div>
  );
}

/** A text's highlighted lines, as soon as they are known. */
function useHighlighted(name: string, text: string): Highlighted | undefined {
  const [lit, setLit] = useState<{ text: string; lines: Highlighted }>();
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
  return lit?.text === text ? lit.lines : undefined;
}
