import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";

import type { Lines } from "./address.ts";
import { go } from "./route.ts";

type Address = (lines: Lines) => string;

/**
 * The number of a line, which links to it. Only one number at a time, `isStop` at first, is reached with Tab; the arrow keys lead
 * to the others.
 */
export function LineNumber({ line, address, isStop }: { line: number; address: Address | undefined; isStop: boolean }): JSX.Element {
  if (!address) return <td class="number" data-line={line} />;
  return (
    <td class="number">
      <a href={address({ first: line, last: line })} data-line={line} aria-label={`Line ${line}`} tabIndex={isStop ? 0 : -1} />
    </td>
  );
}

interface Handlers {
  onClick?: (event: MouseEvent) => void;
  onMouseDown?: (event: MouseEvent) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** Handlers for a table with line numbers: Shift chooses a range, the arrow keys move between the numbers. */
export function useLineNumbers(chosen: Lines | undefined, address: Address | undefined): Handlers {
  /** Where a range starts. */
  const anchor = useRef(chosen?.first);
  useEffect(() => {
    if (chosen?.first === chosen?.last || anchor.current === undefined) anchor.current = chosen?.first;
  }, [chosen?.first, chosen?.last]);
  if (!address) return {};

  function onClick(event: MouseEvent): void {
    const line = lineOf(event.target);
    if (line === undefined || !event.shiftKey || anchor.current === undefined || !address) return;
    event.preventDefault();
    go(address({ first: Math.min(anchor.current, line), last: Math.max(anchor.current, line) }));
  }
  function onMouseDown(event: MouseEvent): void {
    // Otherwise Shift would select the text.
    if (event.shiftKey && lineOf(event.target) !== undefined) event.preventDefault();
  }
  function onKeyDown(event: KeyboardEvent): void {
    const line = lineOf(event.target);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (line === undefined || step === undefined) return;
    const [from, to] = [line, line + step].map((each) => event.currentTarget instanceof Element && event.currentTarget.querySelector<HTMLAnchorElement>(`a[data-line="${each}"]`));
    if (!from || !to) return;
    event.preventDefault();
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }
  return { onClick, onMouseDown, onKeyDown };
}

function lineOf(target: EventTarget | null): number | undefined {
  const { line } = target instanceof HTMLAnchorElement ? target.dataset : {};
  return line === undefined ? undefined : Number(line);
}
