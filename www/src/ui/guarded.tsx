import { useEffect, useErrorBoundary } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import { problemFrom } from "../core/messages.ts";
import { Problem } from "./problem.tsx";

/** What cannot be drawn is a problem of its own, and not of what is around it. Where `of` changes it is tried anew. */
export function Guarded({ of, children }: { of: string; children: ComponentChildren }): JSX.Element {
  const [error, reset] = useErrorBoundary();
  useEffect(() => {
    if (error !== undefined) reset();
  }, [of]);
  return error === undefined ? <>{children}</> : <Problem problem={problemFrom(error)} />;
}
