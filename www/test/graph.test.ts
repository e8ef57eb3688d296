import assert from "node:assert/strict";
import { test } from "node:test";

import { layOut, type Node } from "../src/ui/graph.ts";

/** A pseudo-random history for each seed, children first. */
function grown(seed: number, count: number): Node[] {
  let state = seed;
  const random = (below: number): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  return Array.from({ length: count }, (_, index) => {
    const parents = new Set<string>();
    for (let left = random(4) === 0 ? 2 : 1; left > 0 && index + 1 < count; left--) parents.add(String(index + 1 + random(Math.min(6, count - index - 1))));
    return { oid: String(index), parents: [...parents] };
  });
}

test("connects every commit to each of its parents, row by row", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const commits = grown(seed, 40);
    const { rows, lanes } = layOut(commits);
    // Follow line by line which commit is expected in which lane.
    let waiting: Map<number, Set<string>> = new Map();
    for (const [index, { oid, parents }] of commits.entries()) {
      const { lane, above, below } = rows[index] ?? assert.fail();
      const tops = new Set(above.map(([from]) => from));
      assert.deepEqual([...waiting.keys()].toSorted((a, b) => a - b), [...tops].toSorted((a, b) => a - b), `seed ${seed}, row ${index}`);
      const arrived = above.filter(([, to]) => to === lane).map(([from]) => from);
      for (const from of arrived) assert.ok(waiting.get(from)?.has(oid), `seed ${seed}, row ${index}`);
      const next: Map<number, Set<string>> = new Map();
      const put = (at: number, name: string): void => void next.set(at, (next.get(at) ?? new Set()).add(name));
      const passing = above.filter(([from, to]) => from === to && !arrived.includes(from));
      for (const [from] of passing) assert.ok(below.some(([at, to]) => at === from && to === from), `seed ${seed}, row ${index}: a line ends in lane ${from}`);
      for (const [from] of passing) for (const name of waiting.get(from) ?? []) put(from, name);
      const mine = below.filter(([from, to]) => from === lane && !(passing.some(([at]) => at === lane) && to === lane));
      assert.equal(mine.length, parents.length, `seed ${seed}, row ${index}`);
      mine.forEach(([, to], at) => put(to, parents[at] ?? ""));
      for (const names of next.values()) assert.equal(names.size, 1, `seed ${seed}, row ${index}: two commits are awaited in one lane`);
      assert.ok(lane < lanes);
      waiting = next;
    }
  }
});
