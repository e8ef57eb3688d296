import type { JSX } from "preact";

import { ageInDays, isOld, type Aging } from "../../core/iam/age.ts";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { counted } from "../words.ts";

export interface AgeReminderProps {
  /** Sets of Git credentials or SSH keys, each with the name that users know. */
  credentials: readonly (Aging & { id: string; name: string })[];
  now: number;
  /** The age in days from which one is old. */
  days: number;
  /** How to replace it. */
  advice: string;
}

/** Reminds the user to replace old, active credentials. */
export function AgeReminder({ credentials, now, days, advice }: AgeReminderProps): JSX.Element {
  return (
    <>
      {credentials
        .filter((each) => isOld(each, now, days))
        .map((old) => (
          <p class="notice warn" key={old.id}>
            <span>
              <Icon name="warning" /> <Foreign text={old.name} /> is {counted(ageInDays(old, now), "day")} old. {advice}
            </span>
          </p>
        ))}
    </>
  );
}
