import type { JSX } from "preact";

import { KNOWN_REGIONS } from "../core/regions.ts";
import { visible } from "./foreign.tsx";

export interface RegionFieldProps {
  id: string;
  region: string;
  /** The regions that the edge allows; undefined if it allows all. */
  regions?: string[];
  /** Whether to follow every keystroke, where nothing is asked of AWS. */
  live?: boolean;
  onRegion: (region: string) => void;
}

/** A field for a region: a choice if the edge allows only some, otherwise any, with suggestions. */
export function RegionField({ id, region, regions, live, onRegion }: RegionFieldProps): JSX.Element {
  const enter = ({ currentTarget }: { currentTarget: HTMLInputElement }): void => onRegion(currentTarget.value.trim());
  return (
    <div class="field">
      <label for={id}>Region</label>
      {regions ? (
        <select id={id} value={region} onChange={(event) => onRegion(event.currentTarget.value)}>
          {regions.map((each) => (
            <option value={each}>{visible(each)}</option>
          ))}
        </select>
      ) : (
        <>
          <input id={id} list={`${id}s`} value={region} autocapitalize="off" autocomplete="off" spellcheck={false} {...(live ? { onInput: enter } : { onChange: enter })} />
          <datalist id={`${id}s`}>
            {KNOWN_REGIONS.map((each) => (
              <option value={each} />
            ))}
          </datalist>
        </>
      )}
    </div>
  );
}
