import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";

import type { GeneratedKey } from "../../core/iam/generate-ssh-key.ts";
import { Copy } from "../copy.tsx";
import { Icon } from "../icons.tsx";

/** The name under which the private key is saved. */
export const KEY_FILE = "codecommit_rsa";

export interface NewSshKeyProps {
  generated: GeneratedKey;
  /** Its private key, which nothing in the document holds. */
  privateKey: () => string;
  busy: boolean;
  onDownload: () => void;
  /** Called when the user has saved the private key. */
  onUpload: () => void;
  onDiscard: () => void;
}

/** A generated key, whose private key is available only now. It is not in the document. */
export function NewSshKey({ generated, privateKey, busy, onDownload, onUpload, onDiscard }: NewSshKeyProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="stack" role="group" aria-labelledby="new-ssh-key-title">
      <h3 id="new-ssh-key-title" tabIndex={-1} ref={heading}>
        Your new SSH key
      </h3>
      <p class="notice warn">
        <span>
          <Icon name="warning" /> <strong>This is the only time that the private key is available.</strong> Download it or copy it now. This page does not keep it.
        </span>
      </p>
      <dl class="facts">
        <dt>MD5</dt>
        <dd>
          <code>{generated.md5}</code>
        </dd>
        <dt>SHA256</dt>
        <dd>
          <code>{generated.sha256}</code>
        </dd>
      </dl>
      <div class="row">
        <button type="button" onClick={onDownload}>
          <Icon name="download" />
          Download the private key
        </button>
        <Copy text={privateKey} label="Copy the private key" />
      </div>
      <p class="small">
        Move the file to <code>~/.ssh/{KEY_FILE}</code> and make it readable only for you: <code>chmod 600 ~/.ssh/{KEY_FILE}</code>. ssh refuses a private key that others can read.
      </p>
      <div class="row">
        <button type="button" class="primary" disabled={busy} onClick={onUpload}>
          I have saved it: upload the public key
        </button>
        <button type="button" class="danger" disabled={busy} onClick={onDiscard}>
          Discard the key
        </button>
      </div>
    </div>
  );
}
