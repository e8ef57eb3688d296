/** The part of a commit that the graph needs. */
export interface Node {
  oid: string;
  parents: string[];
}

/** A row of the graph. Lanes are counted from the left. */
export interface GraphRow {
  /** The lane of the commit's dot. */
  lane: number;
  /** Lines through the upper half: from a lane at the top to a lane in the middle. */
  above: [number, number][];
  /** Lines through the lower half: from a lane in the middle to one at the bottom. */
  below: [number, number][];
}

/** The rows for commits listed children first, and the number of lanes. */
export function layOut(commits: readonly Node[]): { rows: GraphRow[]; lanes: number } {
  let lanes: (string | undefined)[] = [];
  let most = 1;
  const rows = commits.map(({ oid, parents }) => {
    const awaited = lanes.indexOf(oid);
    const lane = awaited >= 0 ? awaited : free(lanes);
    const above: [number, number][] = lanes.flatMap((waiting, from) => (waiting === undefined ? [] : [[from, waiting === oid ? lane : from] as [number, number]]));
    const through = lanes.map((waiting) => (waiting === oid ? undefined : waiting));
    const next = [...through];
    next[lane] = undefined;
    const below: [number, number][] = [];
    parents.forEach((parent, index) => {
      const known = next.indexOf(parent);
      const to = known >= 0 ? known : index === 0 ? lane : free(next);
      next[to] = parent;
      below.push([lane, to]);
    });
    through.forEach((waiting, at) => {
      if (waiting !== undefined) below.push([at, at]);
    });
    while (next.length > 0 && next.at(-1) === undefined) next.pop();
    lanes = next;
    most = Math.max(most, lanes.length, lane + 1);
    return { lane, above, below };
  });
  return { rows, lanes: most };
}

function free(lanes: readonly (string | undefined)[]): number {
  const index = lanes.findIndex((lane) => lane === undefined);
  return index < 0 ? lanes.length : index;
}
