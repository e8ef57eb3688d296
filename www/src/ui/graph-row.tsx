import type { JSX } from "preact";

import type { GraphRow } from "./graph.ts";

const LANE = 14;
const HEIGHT = 52;
const COLOURS = 5;
/** More lanes than this are drawn on the last one, to leave room for the subject. */
const MOST = 12;

/** The part of the commit graph beside one commit. */
export function GraphCell({ row, lanes }: { row: GraphRow; lanes: number }): JSX.Element {
  const width = Math.min(lanes, MOST) * LANE;
  return (
    <svg class="graph" width={width} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      {row.above.map(([from, to]) => (
        <path class={colour(from)} d={curve(from, 0, to, HEIGHT / 2)} />
      ))}
      {row.below.map(([from, to]) => (
        <path class={colour(to)} d={curve(from, HEIGHT / 2, to, HEIGHT)} />
      ))}
      <circle class={colour(row.lane)} cx={x(row.lane)} cy={HEIGHT / 2} r="4.5" />
    </svg>
  );
}

function x(lane: number): number {
  return Math.min(lane, MOST - 1) * LANE + LANE / 2;
}

function curve(from: number, top: number, to: number, bottom: number): string {
  if (from === to) return `M${x(from)} ${top}V${bottom}`;
  const middle = (top + bottom) / 2;
  return `M${x(from)} ${top}C${x(from)} ${middle} ${x(to)} ${middle} ${x(to)} ${bottom}`;
}

function colour(lane: number): string {
  return `lane-${lane % COLOURS}`;
}
