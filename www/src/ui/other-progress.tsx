import type { JSX } from "preact";

import type { Working } from "../app/other-tabs.ts";
import { ProgressBar } from "./progress-bar.tsx";

/** How far another tab is with what it does. */
export function OtherProgress({ working: { label, progress } }: { working: Working }): JSX.Element {
  const { phase = label, done = 0, bytes = 0, rate = 0, ...rest } = progress ?? {};
  return <ProgressBar label={`${label} in another tab`} state={{ ...rest, phase: `In another tab: ${phase}`, done, bytes, rate }} />;
}
