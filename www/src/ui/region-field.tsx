import type { JSX } from "preact";

import { KNOWN_REGIONS } from "../core/regions.ts";
import { visible } from "./foreign.tsx";

/** A field for a region: a choice if the edge allows only some, otherwise any, with suggestions. */
export function RegionField({ id, region, regions, onRegion }: { id: string; region: string; regions?: string[]; onRegion: (region: string) => void }): JSX.Element {
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
          <input id={id} list={`${id}s`} value={region} autocapitalize="off" autocomplete="off" spellcheck={false} onChange={(event) => onRegion(event.currentTarget.value.trim())} />
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
