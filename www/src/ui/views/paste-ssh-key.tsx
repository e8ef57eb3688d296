import { useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { CheckedKey } from "../../core/iam/check-ssh-key.ts";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Problem } from "../problem.tsx";

export interface PasteSshKeyProps {
  busy: boolean;
  /** Checks a text. */
  check: (text: string) => CheckedKey;
  /** Whether the text was a private key. */
  isPrivate: (checked: CheckedKey) => boolean;
  /** Uploads a checked key; resolves to whether IAM accepted it. */
  onUpload: (openssh: string) => Promise<boolean>;
}

/** No public key file is larger. */
const MOST_READ = 65_536;

/** Milliseconds after the start of a private key in which its rest is removed, too. */
const REST = 500;

/** Takes a public key that is pasted, typed, dropped or chosen. A private key never gets into the field, or is removed from it at once. */
export function PasteSshKey({ busy, check, isPrivate, onUpload }: PasteSshKeyProps): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const [checked, setChecked] = useState<CheckedKey>();
  /** Until when the rest of an entered private key may arrive, on the clock of events. */
  const restUntil = useRef(0);

  function look(): void {
    const text = field.current?.value ?? "";
    setChecked(text.trim() === "" ? undefined : check(text));
  }

  /** After something was entered without pasting it. Some programs enter a text line by line. */
  function entered(event: Event): void {
    if (!field.current) return;
    const resting = event.timeStamp < restUntil.current;
    if (!resting && !isPrivate(check(field.current.value))) return look();
    if (!resting) look();
    field.current.value = "";
    restUntil.current = event.timeStamp + REST;
  }

  /** Puts a text into the field, in place of what is selected or of everything, unless it is a private key. */
  function take(text: string, whole: boolean): void {
    if (!field.current) return;
    const found = check(text);
    if (isPrivate(found)) {
      field.current.value = "";
      setChecked(found);
      return;
    }
    if (whole) field.current.value = found.key?.openssh ?? text;
    else field.current.setRangeText(text, field.current.selectionStart, field.current.selectionEnd, "end");
    look();
  }

  async function takeFile(file: File | undefined): Promise<void> {
    if (file) take(await file.slice(0, MOST_READ).text(), true);
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const openssh = checked?.key?.openssh;
    if (openssh === undefined || !(await onUpload(openssh))) return;
    if (field.current) field.current.value = "";
    setChecked(undefined);
  }

  function dropped(event: DragEvent): void {
    const { files, items } = event.dataTransfer ?? {};
    const text = event.dataTransfer?.getData("text/plain");
    if (!files?.length && !items?.length) return;
    event.preventDefault();
    if (files?.length) void takeFile(files[0]);
    else if (text) take(text, true);
  }

  return (
    <form class="stack" aria-labelledby="paste-ssh-key-title" onSubmit={(event) => void submit(event)}>
      <h3 id="paste-ssh-key-title">Upload a public key that you have</h3>
      <div class="field">
        <label for="ssh-public-key">Public key</label>
        <textarea
          id="ssh-public-key"
          class="message"
          ref={field}
          placeholder="ssh-rsa AAAAB3NzaC1yc2E… you@laptop"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          aria-describedby="ssh-public-key-seen"
          onInput={entered}
          onPaste={(event) => {
            const text = event.clipboardData?.getData("text/plain");
            if (!text) return;
            event.preventDefault();
            take(text, false);
          }}
          onDragOver={(event) => event.preventDefault()}
          onDrop={dropped}
        />
      </div>
      <div class="field">
        <label for="ssh-public-key-file">Or choose its file, which ends in .pub</label>
        <input
          id="ssh-public-key-file"
          type="file"
          accept=".pub,.pem,.txt"
          onChange={(event) => {
            const input = event.currentTarget;
            void takeFile(input.files?.[0]).finally(() => (input.value = ""));
          }}
        />
      </div>
      <div id="ssh-public-key-seen" role="status">
        {!checked && <p class="small dim">It must be an RSA key of 2,048 to 16,384 bits, as a line of a .pub file or as PEM. It is checked here before anything is sent.</p>}
        {checked?.key && (
          <dl class="facts">
            <dt>Seen</dt>
            <dd>
              <Icon name="check" /> an RSA key of {checked.key.bits.toLocaleString("en")} bits, which IAM accepts
            </dd>
            <dt>MD5</dt>
            <dd>
              <code>{checked.key.md5}</code> <span class="small dim">(as IAM shows it)</span>
            </dd>
            <dt>SHA256</dt>
            <dd>
              <code>{checked.key.sha256}</code> <span class="small dim">(as ssh-keygen -l shows it)</span>
            </dd>
            {checked.key.comment && (
              <>
                <dt>Comment</dt>
                <dd>
                  <Foreign text={checked.key.comment} />
                </dd>
              </>
            )}
          </dl>
        )}
      </div>
      {checked?.problem && <Problem problem={checked.problem} />}
      <div>
        <button type="submit" class="primary" disabled={busy || !checked?.key}>
          <Icon name="key" />
          Upload the public key
        </button>
      </div>
    </form>
  );
}
