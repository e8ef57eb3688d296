import { MOST_SETS, type GitCredentials } from "./git-credentials.ts";

/**
 * Where a user stands in AWS's five steps: 1. create the second set, 2. update the applications, 3. make the first set
 * inactive, 4. check that everything still works, 5. delete the first set. It depends only on IAM's list of sets.
 */
export type Rotation =
  /** No set: nothing to rotate yet. */
  | { stage: "none" }
  /** Step 1: one active set. */
  | { stage: "create"; old: GitCredentials }
  /** Steps 2 and 3: two active sets. IAM does not say which of them the user wants to replace. */
  | { stage: "update"; old: GitCredentials; fresh: GitCredentials }
  /** Steps 4 and 5: one set is inactive. `unusual`: it is the younger one. */
  | { stage: "check"; old: GitCredentials; fresh: GitCredentials; unusual: boolean }
  /** All sets are inactive, so none works. */
  | { stage: "inactive"; sets: GitCredentials[] }
  /** More sets than IAM is known to allow. */
  | { stage: "several"; sets: GitCredentials[] };

/** Where the user stands. With two active sets, the one with the id `replace` is replaced, the older one by default. */
export function rotationOf(sets: readonly GitCredentials[], replace?: string): Rotation {
  const byAge = sets.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || byName(a, b));
  const [first, second] = byAge;
  if (!first) return { stage: "none" };
  if (byAge.length > MOST_SETS) return { stage: "several", sets: byAge };
  if (byAge.every(({ active }) => !active)) return { stage: "inactive", sets: byAge };
  if (!second) return { stage: "create", old: first };
  if (first.active && second.active) return second.id === replace ? { stage: "update", old: second, fresh: first } : { stage: "update", old: first, fresh: second };
  return first.active ? { stage: "check", old: second, fresh: first, unusual: true } : { stage: "check", old: first, fresh: second, unusual: false };
}

/** IAM's dates have no fractions of a second, but the user name of a second set is longer: `alice+1-at-…`. */
function byName(a: GitCredentials, b: GitCredentials): number {
  return a.username.length - b.username.length || (a.id < b.id ? -1 : 1);
}

/** The number of the current step; undefined outside of the five steps. */
export function currentStep({ stage }: Rotation): 1 | 2 | 4 | undefined {
  return stage === "create" ? 1 : stage === "update" ? 2 : stage === "check" ? 4 : undefined;
}
