import type { JSX } from "preact";

import { ageInDays, isOld, type Aging } from "../../core/iam/age.ts";
import { counted } from "../words.ts";

/** The age of a set or a key. `since` says what happened on its first day: "created". */
export function AgeBadge({ of, since, now, days }: { of: Aging; since: "created" | "uploaded"; now: number; days: number }): JSX.Element {
  const age = ageInDays(of, now);
  return (
    <span class={isOld(of, now, days) ? "badge warn" : "badge"} title={`${since} on ${of.createdAt.toISOString().split("T", 1)[0]}`}>
      {age === 0 ? `${since} today` : `${counted(age, "day")} old`}
    </span>
  );
}
