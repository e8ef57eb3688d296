import { useRef } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { MOST_AGE } from "../../app/preferences.ts";
import type { Principal } from "../../app/principal.ts";
import { keyOwner } from "../../core/iam/owner.ts";
import { Foreign } from "../foreign.tsx";
import { AgeSetting } from "../views/age-setting.tsx";
import { OtherWays } from "../views/other-ways.tsx";
import { GitCredentialsScreen } from "./git-credentials.tsx";
import { SshKeys } from "./ssh-keys-on-demand.tsx";

/** The Git credentials and SSH keys of an IAM user; for other callers, the alternatives. */
export function CredentialDesk(): JSX.Element {
  const { config, edge, preferences, principal, problem, signedIn } = useApp();
  // While the owner of renewed keys is still unknown, the desk stays, because it may show a new password.
  const known = useRef<Principal>(undefined);
  if (principal.value || signedIn.value === "login") known.current = principal.value;
  const { arn, name = "", account = "" } = known.current ?? {};
  const owner = signedIn.value === "login" ? "login" : arn === undefined ? undefined : keyOwner(arn);
  return (
    <div class="page">
      <h1>Credentials</h1>
      {owner === undefined && !problem.value && <p role="status">Checking the keys with AWS …</p>}
      {owner !== undefined && owner !== "user" && <OtherWays owner={owner} name={name} {...(config.login && { setup: `${edge}/setup` })} />}
      {arn !== undefined && owner === "user" && (
        <>
          <p class="dim">
            Git credentials and SSH keys of the IAM user <Foreign text={name} />. They open repositories of account {account} only, as far as IAM allows the user.
          </p>
          <GitCredentialsScreen key={arn} arn={arn} userName={name} />
          <SshKeys key={`ssh ${arn}`} arn={arn} userName={name} />
          <AgeSetting days={preferences.credentialAge.value} most={MOST_AGE} onDays={(days) => (preferences.credentialAge.value = days)} />
        </>
      )}
    </div>
  );
}
