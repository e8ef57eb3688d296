import type { JSX } from "preact";

import type { KeyOwner } from "../../core/iam/owner.ts";
import { Foreign } from "../foreign.tsx";

export interface OtherWaysProps {
  owner: Exclude<KeyOwner, "user"> | "login";
  /** The name of the role or user. */
  name: string;
  /** The address of the instructions for a credential helper, if this edge has a company login. */
  setup?: string;
}

/** Tells a user without Git credentials and SSH keys why, and what to use instead. */
export function OtherWays({ owner, name, setup }: OtherWaysProps): JSX.Element {
  return (
    <section class="card body stack" aria-labelledby="other-ways-title">
      <h2 id="other-ways-title">Git credentials and SSH keys belong to IAM users</h2>
      <p>
        <Who owner={owner} name={name} /> {owner === "root" ? "Create an IAM user, and sign in here with its access keys." : "You do not need Git credentials: use one of these ways instead."}
      </p>
      {owner !== "root" && (
        <ul class="stack">
          <li>
            <strong>In this page:</strong> <a href="#/">choose a repository</a> and clone it here.
          </li>
          {setup !== undefined && (
            <li>
              <strong>In a terminal, with your company login:</strong> <a href={setup}>set up a credential helper</a>. git opens your browser to sign in, and renews the sign-in.
            </li>
          )}
          <li>
            <strong>In a terminal, with these credentials:</strong> <a href="#/">choose a repository</a>, then “Clone in a terminal”. The page makes a git password that soon expires.
          </li>
          <li>
            <strong>In a terminal, with an AWS profile:</strong> the AWS CLI's credential helper (<code>aws codecommit credential-helper</code>) or <code>git-remote-codecommit</code>.
          </li>
        </ul>
      )}
      {owner !== "root" && owner !== "login" && <p class="dim">If you are also an IAM user, sign in again with the access keys of that user.</p>}
    </section>
  );
}

function Who({ owner, name }: { owner: OtherWaysProps["owner"]; name: string }): JSX.Element {
  switch (owner) {
    case "role":
      return (
        <>
          You are signed in with the temporary keys of the role <Foreign text={name} />. IAM has no Git credentials and SSH keys for roles.
        </>
      );
    case "federated":
      return (
        <>
          You are signed in with the temporary keys of the federated user <Foreign text={name} />. IAM has no Git credentials and SSH keys for federated users.
        </>
      );
    case "root":
      return <>You are signed in with keys of the account's root user. CodeCommit's Git credentials and SSH keys are for IAM users.</>;
    case "login":
      return <>You are signed in with your company login, which gives you a role's temporary credentials. IAM has no Git credentials and SSH keys for roles.</>;
    case "unknown":
      return <>You are signed in with keys that are not those of an IAM user.</>;
  }
}
