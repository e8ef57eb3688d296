import type { JSX } from "preact";

import type { EdgeState } from "../../app/edge-state.ts";
import { Message } from "../message.tsx";

/** Tells the user that the edge cannot be asked, or that it has been updated. */
export function EdgeNotices({ fault, updated, look }: EdgeState): JSX.Element {
  return (
    <>
      {fault.value && (
        <div class="notice warn" role="alert">
          <p>
            <strong>
              <Message text={fault.value.sentence} />
            </strong>{" "}
            You can read your clones, edit files and commit. Everything else needs the edge.
          </p>
          {fault.value.detail && <pre class="block"><Message text={fault.value.detail} /></pre>}
          <div>
            <button type="button" onClick={() => void look()}>
              Try again
            </button>
          </div>
        </div>
      )}
      {updated.value && (
        <div class="notice warn" role="status">
          <p>
            <strong>The edge has been updated since you opened this page.</strong> Reload the page to use the new version. Your clones and changes are kept. You may have to sign in again.
          </p>
          <div>
            <button type="button" onClick={() => location.reload()}>
              Reload
            </button>
          </div>
        </div>
      )}
    </>
  );
}
