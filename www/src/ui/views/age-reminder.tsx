import type { JSX } from "preact";

import type { GitCredentials } from "../../core/iam/git-credentials.ts";
import { ageInDays } from "../../core/iam/rotation.ts";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { counted } from "../words.ts";

/** Reminds the user of old active sets; the user chooses from which age. */
export function AgeReminder({ sets, now, days, onDays }: { sets: readonly GitCredentials[]; now: number; days: number; onDays: (days: number) => void }): JSX.Element | null {
  if (sets.length === 0) return null;
  const old = sets.filter((set) => set.active && ageInDays(set, now) >= days);
  return (
    <div class="stack">
      {old.map((set) => (
        <p class="notice warn" key={set.id}>
          <span>
            <Icon name="warning" /> <Foreign text={set.username} /> is {counted(ageInDays(set, now), "day")} old. Replace it in the five steps below: nothing stops working meanwhile.
          </span>
        </p>
      ))}
      <div class="row small">
        <label for="credential-age">Remind me of active sets from an age of</label>
        <input id="credential-age" type="number" min={1} max={3650} value={days} onChange={(event) => onDays(event.currentTarget.valueAsNumber)} />
        days
      </div>
    </div>
  );
}
