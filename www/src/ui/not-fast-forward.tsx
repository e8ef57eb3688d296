import type { JSX } from "preact";

import { useApp } from "../app/app.ts";
import type { OpenClone } from "../app/open-clone.ts";
import { usePull } from "./use-pull.ts";

/** What to do about the rejected push of a branch: first the way that loses nothing. `place` is where the user pushed. */
export function NotFastForward({ clone, branch, place }: { clone: OpenClone; branch: string; place?: string }): JSX.Element {
  const { git } = useApp();
  const pull = usePull(clone);
  async function replace(): Promise<void> {
    const { replaceBranch } = await import("./replace-branch.ts");
    await replaceBranch(git, clone, branch, place);
  }
  return (
    <>
      {branch === clone.refs.value?.head && (
        <button key="pull" type="button" class="small primary" onClick={() => void pull(place)}>
          Pull and merge
        </button>
      )}
      <button key="replace" type="button" class="small danger" onClick={() => void replace()}>
        Replace the server's branch
      </button>
    </>
  );
}
