import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { awsThrough, listRepositories } from "../../core/aws.ts";
import type { GitCredentials } from "../../core/iam/git-credentials.ts";
import { tryGitCredentials, type Trial } from "../../core/iam/try-git-credentials.ts";
import type { Problem as ProblemText } from "../../core/problem.ts";
import { repositoryIn } from "../../core/repository-address.ts";
import { malformed } from "../../core/repository-ref.ts";
import { useLoaded } from "../use-loaded.ts";
import { TryForm } from "../views/try-form.tsx";

/** Milliseconds for which recently changed credentials are tried again. */
const PATIENCE = 60_000;

export interface TryCredentialsProps {
  set: GitCredentials;
  /** Its password, while it is known; otherwise the user enters it. */
  password?: () => string;
  /** Whether CodeCommit may not know of a change yet. */
  spreading: boolean;
  onAccepted: () => void;
  onClose: () => void;
}

/** Tests a set with a real request for the refs of a repository. A password that the user enters is only used for that. */
export function TryCredentials({ set, password, spreading, onAccepted, onClose }: TryCredentialsProps): JSX.Element {
  const { config, edge, preferences, region, session, signIns } = useApp();
  const [at, setAt] = useState(region.value);
  const [problem, setProblem] = useState<ProblemText>();
  const [trial, setTrial] = useState<Trial>();
  const [running, setRunning] = useState(false);
  const controller = useRef<AbortController>(undefined);
  const listed = useLoaded(async () => session.keys && listRepositories(awsThrough(edge, config), at, session.keys).catch(() => undefined), [at, signIns.value]);
  useEffect(() => () => controller.current?.abort(), []);

  async function run(text: string, entered: string): Promise<void> {
    const { region: its = at, repository } = repositoryIn(text, edge) ?? { repository: text };
    const repositoryRef = { region: its, repository };
    const wrong = malformed(repositoryRef);
    setProblem(wrong);
    setTrial(undefined);
    if (wrong) return;
    const { signal } = (controller.current = new AbortController());
    setRunning(true);
    for await (const found of tryGitCredentials({ edge, repositoryRef, username: set.username, password: password?.() ?? entered, patience: spreading && set.active ? PATIENCE : 0, signal })) {
      setTrial(found);
      if (found.state === "accepted") onAccepted();
    }
    if (controller.current.signal === signal) setRunning(false);
  }

  return (
    <TryForm
      set={set}
      asks={password === undefined}
      region={at}
      {...(config.regions && { regions: config.regions })}
      repositories={(listed.value?.repositories ?? []).map(({ name }) => name)}
      usual={preferences.recent.value.find((recent) => recent.region === at)?.repository ?? ""}
      running={running}
      {...(problem && { problem })}
      {...(trial && { trial })}
      onRegion={setAt}
      onTry={(text, entered) => void run(text, entered)}
      onStop={() => {
        controller.current?.abort();
        setRunning(false);
        setTrial(undefined);
      }}
      onClose={onClose}
    />
  );
}
