import type { JSX } from "preact";

import { Foreign, hasHidden } from "../foreign.tsx";
import { Icon } from "../icons.tsx";

/** Notes what is easily overlooked in a new path: invisible characters, and spaces at the ends of its parts. */
export function OddNameNote({ path }: { path: string }): JSX.Element | null {
  const isHidden = hasHidden(path);
  if (!isHidden && path.split("/").every((name) => name === name.trim())) return null;
  return (
    <p class="small dim" role="status">
      <Icon name="warning" />{" "}
      {isHidden ? (
        <>
          This name contains an invisible character: <Foreign text={path} />
        </>
      ) : (
        "A part of this name begins or ends with a space."
      )}
    </p>
  );
}
