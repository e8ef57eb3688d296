import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { GitCredentials } from "../../core/iam/git-credentials.ts";
import { rotationOf } from "../../core/iam/rotation.ts";
import type { CredentialChange } from "../views/credential-questions.ts";
import { RotationView } from "../views/rotation.tsx";

export interface RotationProps {
  sets: readonly GitCredentials[];
  /** The ids of the sets that a test has found to be accepted. */
  tested: ReadonlySet<string>;
  busy: boolean;
  onCreate: () => void;
  onTest: (set: GitCredentials) => void;
  onChange: (change: CredentialChange, set: GitCredentials) => void;
}

/** The rotation of the user's Git credentials. Where it stands follows from the sets; only ticks are kept here. */
export function Rotation({ sets, ...props }: RotationProps): JSX.Element | null {
  const [replace, setReplace] = useState<string>();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const rotation = rotationOf(sets, replace);
  if (rotation.stage === "none") return null;
  function tick(what: string, on: boolean): void {
    setTicked((before) => new Set(on ? [...before, what] : [...before].filter((other) => other !== what)));
  }
  return (
    <RotationView
      rotation={rotation}
      ticked={ticked}
      onTick={tick}
      onReplace={(id) => {
        setReplace(id);
        setTicked(new Set());
      }}
      {...props}
    />
  );
}
