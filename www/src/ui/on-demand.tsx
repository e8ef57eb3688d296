import type { ComponentType, JSX } from "preact";

import { failure } from "../core/messages.ts";
import { Problem } from "./problem.tsx";
import { useLoaded } from "./use-loaded.ts";

/** A view whose code loads when it is first shown. */
export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => JSX.Element {
  let loaded: ComponentType<P> | undefined;
  return function OnDemand(props: P): JSX.Element {
    const { problem, reload } = useLoaded(async () => {
      loaded ??= await load().catch(() => {
        throw failure("page_incomplete");
      });
    }, []);
    const View = loaded;
    if (View) return <View {...props} />;
    if (!problem) return <p role="status">Loading …</p>;
    return (
      <Problem problem={problem}>
        <button type="button" onClick={reload}>
          Try again
        </button>
      </Problem>
    );
  };
}
