import { useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { GenerateOptions } from "../../core/iam/generate-ssh-key.ts";
import { Icon } from "../icons.tsx";
import { useSecretField } from "../secret.tsx";

export interface GenerateSshKeyProps {
  busy: boolean;
  /** Whether the key is being generated. */
  generating: boolean;
  comment: string;
  onGenerate: (options: GenerateOptions) => void;
  onStop: () => void;
}

/** Asks how to generate a key. The passphrase is only in its fields, which are emptied when the key is generated. */
export function GenerateSshKey({ busy, generating, comment, onGenerate, onStop }: GenerateSshKeyProps): JSX.Element {
  const [bits, setBits] = useState<3072 | 4096>(4096);
  const [differ, setDiffer] = useState(false);
  const first = useSecretField<HTMLInputElement>();
  const second = useSecretField<HTMLInputElement>();
  const name = useRef<HTMLInputElement>(null);

  function submit(event: Event): void {
    event.preventDefault();
    if (!first.current || !second.current) return;
    const passphrase = first.current.value;
    const same = passphrase === second.current.value;
    setDiffer(!same);
    if (!same) return;
    first.current.value = second.current.value = "";
    onGenerate({ bits, comment: name.current?.value.trim() ?? "", passphrase });
  }

  return (
    <form class="stack" aria-labelledby="generate-ssh-key-title" onSubmit={submit}>
      <h3 id="generate-ssh-key-title">Generate a new key</h3>
      <p class="small dim">The key is generated in this page. The private key is never sent and not stored: you save it as a file.</p>
      <div class="fields">
        <div class="field">
          <label for="ssh-key-bits">Length</label>
          <select id="ssh-key-bits" value={bits} onChange={(event) => setBits(event.currentTarget.value === "3072" ? 3072 : 4096)}>
            <option value="3072">RSA, 3,072 bits</option>
            <option value="4096">RSA, 4,096 bits</option>
          </select>
        </div>
        <div class="field">
          <label for="ssh-key-comment">Comment</label>
          <input id="ssh-key-comment" ref={name} defaultValue={comment} maxLength={256} autocomplete="off" spellcheck={false} />
        </div>
        <div class="field">
          <label for="ssh-key-passphrase">Passphrase (optional)</label>
          <input id="ssh-key-passphrase" type="password" ref={first} autocomplete="off" aria-describedby="ssh-key-passphrase-help" />
        </div>
        <div class="field">
          <label for="ssh-key-passphrase-again">Passphrase again</label>
          <input id="ssh-key-passphrase-again" type="password" ref={second} autocomplete="off" />
        </div>
      </div>
      <p id="ssh-key-passphrase-help" class="small dim">
        A passphrase encrypts the private key file, so that a copy of the file is not enough to use it.
      </p>
      {differ && (
        <p class="notice bad" role="alert">
          The passphrases are not the same. Enter it again in both fields.
        </p>
      )}
      <div class="row">
        <button type="submit" disabled={busy}>
          <Icon name="key" />
          Generate the key
        </button>
        {generating && (
          <>
            <progress class="grow" aria-label="Generating the key" />
            <button type="button" onClick={onStop}>
              Stop
            </button>
          </>
        )}
      </div>
    </form>
  );
}
