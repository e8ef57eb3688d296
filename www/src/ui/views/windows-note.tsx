import type { JSX } from "preact";

import { visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";

/** Notes that Windows cannot check out a name, which git and other systems allow. */
export function WindowsNote({ problem }: { problem: string | undefined }): JSX.Element | null {
  if (problem === undefined) return null;
  return (
    <p class="small dim" role="status">
      <Icon name="warning" /> Windows cannot check out this name: {visible(problem)}.
    </p>
  );
}
