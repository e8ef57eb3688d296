import { useEffect, useErrorBoundary } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import { problemFrom } from "../core/messages.ts";
import { Problem } from "./problem.tsx";

/** Shows an error in place of children that fail to render, and tries again when `of` changes. */
export function Guarded({ of, children }: { of: string; children: ComponentChildren }): JSX.Element {
  const [error, reset] = useErrorBoundary();
  useEffect(() => {
    if (error !== undefined) reset();
  }, [of]);
  return error === undefined ? <>{children}</> : <Problem problem={problemFrom(error)} />;
}
