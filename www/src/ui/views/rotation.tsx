import type { ComponentChildren, JSX } from "preact";

import type { GitCredentials } from "../../core/iam/git-credentials.ts";
import { currentStep, type Rotation } from "../../core/iam/rotation.ts";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import type { CredentialChange } from "./credential-questions.ts";

/** Where Git credentials are usually stored. */
const PLACES = ["The credential helpers and keychains of my computers", "IDEs and other git programs", "Pipelines and build servers", "Servers, scripts, mirrors and remotes with a password in their address"];

export interface RotationViewProps {
  rotation: Exclude<Rotation, { stage: "none" }>;
  tested: ReadonlySet<string>;
  ticked: ReadonlySet<string>;
  busy: boolean;
  onCreate: () => void;
  onTest: (set: GitCredentials) => void;
  onChange: (change: CredentialChange, set: GitCredentials) => void;
  onTick: (place: string, on: boolean) => void;
  onReplace: (id: string) => void;
}

/** AWS's five steps to replace a set of Git credentials, with the current one open. */
export function RotationView(props: RotationViewProps): JSX.Element {
  const { rotation } = props;
  const step = currentStep(rotation);
  return (
    <section class="card" aria-labelledby="rotation-title">
      <header>
        <h2 id="rotation-title">Replace Git credentials</h2>
      </header>
      <div class="body stack">
        <p class="dim">The two sets overlap, so nothing stops working. You can leave this page at any time: IAM's list of your sets says where you are.</p>
        {rotation.stage === "inactive" && <p class="notice warn">No set is active, so CodeCommit refuses all of them. Activate the one that you use, or delete it and create another.</p>}
        {rotation.stage === "several" && <p class="notice warn">You have more than two sets. Delete those that you do not use, until two are left.</p>}
        {step !== undefined && (
          <ol class="steps">
            <Step number={1} current={step} title="Create the second set">
              {rotation.stage === "create" && <Create {...props} old={rotation.old} />}
            </Step>
            <Step number={2} current={step} title="Update your applications">
              {rotation.stage === "update" && <Update {...props} old={rotation.old} fresh={rotation.fresh} />}
            </Step>
            <Step number={3} current={step} title="Make the old set inactive">
              {rotation.stage === "update" && <Deactivate {...props} old={rotation.old} />}
            </Step>
            <Step number={4} current={step} title="Check that everything still works">
              {rotation.stage === "check" && <Check {...props} old={rotation.old} fresh={rotation.fresh} unusual={rotation.unusual} />}
            </Step>
            <Step number={5} current={step} title="Delete the old set">
              {rotation.stage === "check" && <Delete {...props} old={rotation.old} />}
            </Step>
          </ol>
        )}
      </div>
    </section>
  );
}

function Step({ number, current, title, children }: { number: number; current: number; title: string; children: ComponentChildren }): JSX.Element {
  const done = number < current;
  return (
    <li {...(number === current && { "aria-current": "step" as const })}>
      <span class={`mark ${done ? "ok" : "waiting"}`}>{done ? <Icon name="check" /> : number}</span>
      <div class="stack">
        <h3>
          {title} {done && <span class="dim">done</span>}
        </h3>
        {children}
      </div>
    </li>
  );
}

function Create({ old, busy, onCreate }: RotationViewProps & { old: GitCredentials }): JSX.Element {
  return (
    <>
      <p>
        <Foreign text={old.username} /> stays active meanwhile.
      </p>
      <div>
        <button type="button" disabled={busy} onClick={onCreate}>
          Create the second set
        </button>
      </div>
    </>
  );
}

function Update({ old, fresh, tested, ticked, busy, onTest, onTick, onReplace }: RotationViewProps & { old: GitCredentials; fresh: GitCredentials }): JSX.Element {
  const byAge = [old, fresh].toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  return (
    <>
      <fieldset class="stack">
        <legend>Which set do you want to replace?</legend>
        {byAge.map((set, index) => (
          <label class="choice" key={set.id}>
            <input type="radio" name="replaced-set" checked={set.id === old.id} onChange={() => onReplace(set.id)} />
            <span>
              <Foreign text={set.username} /> <span class="dim">({index === 0 ? "the older one" : "the younger one"})</span>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset class="stack">
        <legend>
          Enter the user name and password of <Foreign text={fresh.username} /> wherever you use the other set. Tick what is done, or does not apply:
        </legend>
        {PLACES.map((place) => (
          <label class="choice" key={place}>
            <input type="checkbox" checked={ticked.has(place)} onChange={(event) => onTick(place, event.currentTarget.checked)} />
            <span>{place}</span>
          </label>
        ))}
      </fieldset>
      <div class="row">
        <button type="button" disabled={busy} onClick={() => onTest(fresh)}>
          Test the new set
        </button>
        <span role="status" class="small dim">
          {tested.has(fresh.id) ? "Tested: CodeCommit accepts it." : "Not tested on this page yet."}
        </span>
      </div>
    </>
  );
}

function Deactivate({ old, ticked, busy, onChange }: RotationViewProps & { old: GitCredentials }): JSX.Element {
  const left = PLACES.filter((place) => !ticked.has(place)).length;
  return (
    <>
      <p id="deactivate-hint">{left > 0 ? "Tick everything in step 2 first." : "What you have forgotten will be refused. You can go back in the next step."}</p>
      <div>
        <button type="button" disabled={busy || left > 0} aria-describedby="deactivate-hint" onClick={() => onChange("deactivate", old)}>
          <span>
            Make <Foreign text={old.username} /> inactive
          </span>
        </button>
      </div>
    </>
  );
}

function Check({ old, fresh, unusual, tested, busy, onTest, onChange }: RotationViewProps & { old: GitCredentials; fresh: GitCredentials; unusual: boolean }): JSX.Element {
  return (
    <>
      {unusual && (
        <p class="notice warn">
          <span>
            The inactive set <Foreign text={old.username} /> is the younger one. If you want to replace the older one, activate the younger one again.
          </span>
        </p>
      )}
      <p>
        Fetch and push with everything that you use, for some days if something runs rarely. All of it must use <Foreign text={fresh.username} /> now. If something is refused, activate the old set again, and update what you have forgotten.
      </p>
      <div class="row">
        <button type="button" disabled={busy} onClick={() => onTest(fresh)}>
          Test the new set
        </button>
        <button type="button" disabled={busy} onClick={() => onChange("activate", old)}>
          <span>
            Go back: activate <Foreign text={old.username} />
          </span>
        </button>
        <span role="status" class="small dim">
          {tested.has(fresh.id) && "Tested: CodeCommit accepts the new set."}
        </span>
      </div>
    </>
  );
}

function Delete({ old, busy, onChange }: RotationViewProps & { old: GitCredentials }): JSX.Element {
  return (
    <>
      <p>When everything works, delete it. Then this rotation is complete.</p>
      <div>
        <button type="button" class="danger" disabled={busy} onClick={() => onChange("delete", old)}>
          <span>
            Delete <Foreign text={old.username} />
          </span>
        </button>
      </div>
    </>
  );
}
