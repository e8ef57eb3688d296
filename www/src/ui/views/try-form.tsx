import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { GitCredentials } from "../../core/iam/git-credentials.ts";
import type { Trial } from "../../core/iam/try-git-credentials.ts";
import type { Problem as ProblemText } from "../../core/problem.ts";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Message } from "../message.tsx";
import { Problem } from "../problem.tsx";
import { RegionField } from "../region-field.tsx";
import { useSecretField } from "../secret.tsx";
import { duration } from "../words.ts";

export interface TryFormProps {
  set: GitCredentials;
  /** Whether the user must enter the password. */
  asks: boolean;
  region: string;
  /** The regions that the edge allows; undefined if it allows all. */
  regions?: string[];
  /** The repositories to choose from; any other can be entered. */
  repositories: string[];
  /** The repository to begin with. */
  usual: string;
  running: boolean;
  problem?: ProblemText;
  trial?: Trial;
  onRegion: (region: string) => void;
  /** `text` names the repository, perhaps by its address. */
  onTry: (text: string, password: string) => void;
  onStop: () => void;
  onClose: () => void;
}

/** A form to test a set of Git credentials. An entered password is only in the field, and cleared on submit. */
export function TryForm({ set, asks, region, regions, repositories, usual, running, problem, trial, onRegion, onTry, onStop, onClose }: TryFormProps): JSX.Element {
  const [repository, setRepository] = useState(usual);
  const field = useSecretField<HTMLInputElement>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  function submit(event: Event): void {
    event.preventDefault();
    const password = field.current?.value ?? "";
    if (running || repository.trim() === "" || (asks && password === "")) return;
    if (field.current) field.current.value = "";
    onTry(repository.trim(), password);
  }
  return (
    <form class="card" aria-labelledby="try-title" onSubmit={submit}>
      <header class="split">
        <h2 id="try-title" tabIndex={-1} ref={heading}>
          Test <Foreign text={set.username} />
        </h2>
        <button type="button" class="small" onClick={onClose}>
          Close the test
        </button>
      </header>
      <div class="body stack">
        <p class="dim">Asks CodeCommit for the branches of a repository, as git does, with these credentials instead of your keys.{asks && " The password is used for this request only, and not kept."}</p>
        <div class="fields">
          <RegionField id="try-region" region={region} {...(regions && { regions })} onRegion={onRegion} />
          <div class="field">
            <label for="try-repository">Repository</label>
            <input id="try-repository" required list="try-repositories" value={repository} autocapitalize="off" autocomplete="off" spellcheck={false} onInput={(event) => setRepository(event.currentTarget.value)} />
            <datalist id="try-repositories">
              {repositories.map((name) => (
                <option value={name} />
              ))}
            </datalist>
          </div>
          {asks && (
            <div class="field">
              <label for="try-password">Password of this set</label>
              <input id="try-password" required type="password" ref={field} autocomplete="off" />
            </div>
          )}
        </div>
        <div class="row">
          <button type="submit" class="primary" disabled={running}>
            <Icon name="doctor" />
            Run the test
          </button>
          {running && (
            <button type="button" onClick={onStop}>
              Stop
            </button>
          )}
        </div>
        {problem && <Problem problem={problem} />}
        <div role="status">{trial && <Found trial={trial} set={set} repository={repository} />}</div>
      </div>
    </form>
  );
}

function Found({ trial, set, repository }: { trial: Trial; set: GitCredentials; repository: string }): JSX.Element {
  const after = trial.seconds > 1 ? ` after ${duration(trial.seconds)}` : "";
  switch (trial.state) {
    case "waiting":
      return <p class="notice warn">CodeCommit does not accept them yet. A change in IAM takes some seconds to reach CodeCommit, so the test continues ({duration(trial.seconds)}).</p>;
    case "accepted":
      return (
        <p class="notice good">
          <span>
            <Icon name="check" /> <strong>Accepted{after}.</strong> git can read <Foreign text={repository} /> with these credentials.
          </span>
        </p>
      );
    case "valid":
      return (
        <div class="notice warn">
          <p>
            <strong>The credentials are accepted, but do not open this repository.</strong> <Message text={`${trial.problem.sentence} ${trial.problem.next}`} />
          </p>
        </div>
      );
    case "refused":
      return (
        <div class="notice bad">
          <p>
            <strong>Refused{after}.</strong>{" "}
            {set.active ? "The password is wrong or was reset, or a change in IAM has not reached CodeCommit yet. Check the password, then test again in a minute." : "The set is inactive, so this is expected. Activate it if you need it."}
          </p>
        </div>
      );
    case "failed":
      return <Problem problem={trial.problem} />;
  }
}
