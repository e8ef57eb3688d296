import type { JSX } from "preact";

import { Foreign } from "../foreign.tsx";
import { counted } from "../words.ts";

/** Says how many commits of a branch are not pushed; with `href`, as a link. */
export function NotPushed({ branch: { name, count }, href }: { branch: { name: string; count: number }; href?: string }): JSX.Element {
  const text = (
    <span>
      <Foreign text={name} />: {counted(count, "commit")} not pushed
    </span>
  );
  return href === undefined ? (
    <span class="badge warn">{text}</span>
  ) : (
    <a class="badge warn" href={href}>
      {text}
    </a>
  );
}
