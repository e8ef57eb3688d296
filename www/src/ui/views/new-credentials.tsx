import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { GitCredentials } from "../../core/iam/git-credentials.ts";
import { Copy } from "../copy.tsx";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Secret } from "../secret.tsx";

export interface NewCredentialsProps {
  credentials: GitCredentials;
  /** A function, so that no view holds the password. */
  password: () => string;
  onDownload: () => void;
  onTest: () => void;
  onDone: () => void;
}

/** New Git credentials, whose password IAM shows only now. It is not in the document until the user asks to see it. */
export function NewCredentials({ credentials, password, onDownload, onTest, onDone }: NewCredentialsProps): JSX.Element {
  const [visible, setVisible] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="card" aria-labelledby="new-credentials-title">
      <header>
        <h2 id="new-credentials-title" tabIndex={-1} ref={heading}>
          Your new Git credentials
        </h2>
      </header>
      <div class="body stack">
        <p class="notice warn">
          <span>
            <Icon name="warning" /> <strong>This is the only time that the password is available.</strong> Copy it or download it now. This page does not keep it, and IAM does not show it again.
          </span>
        </p>
        <dl class="facts">
          <dt>User name</dt>
          <dd class="row">
            <code>
              <Foreign text={credentials.username} />
            </code>
            <Copy text={credentials.username} label="Copy the user name" isShown />
          </dd>
          <dt>Password</dt>
          <dd class="row">
            <code>{visible ? <Secret text={password} /> : <span aria-label="hidden">{"•".repeat(16)}</span>}</code>
            <button type="button" class="small" aria-pressed={visible} onClick={() => setVisible(!visible)}>
              {visible ? "Hide the password" : "Show the password"}
            </button>
            <Copy text={password} label="Copy the password" />
          </dd>
        </dl>
        <div class="row">
          <button type="button" onClick={onDownload}>
            <Icon name="download" />
            Download as CSV
          </button>
          <button type="button" onClick={onTest}>
            <Icon name="doctor" />
            Test
          </button>
          <button type="button" class="primary" onClick={onDone}>
            I have saved it
          </button>
        </div>
      </div>
    </section>
  );
}
