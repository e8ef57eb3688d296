import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { lineEnds } from "../core/text.ts";
import { visible } from "./foreign.tsx";

/**
 * An editor for a file's text, which starts at a line. If CodeMirror cannot be loaded, it is a plain text field. `onChange`
 * receives every change.
 */
export function Editor({ name, text, line, onChange }: { name: string; text: string; line?: number; onChange: (text: string) => void }): JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    let current = true;
    let close = () => {};
    import("./code-mirror.ts").then(
      ({ openEditor }) => {
        if (!current || !container.current) return;
        close = openEditor(container.current, { name, text, ...(line !== undefined && { line }), onChange: (changed) => latest.current(changed) });
        setState("ready");
      },
      () => current && setState("failed"),
    );
    return () => {
      current = false;
      close();
    };
  }, [name, text]);
  return (
    <>
      <div class="editor" ref={container} hidden={state === "failed"} />
      {state === "loading" && <p role="status">Loading the editor …</p>}
      {state === "failed" && <Plain name={name} text={text} onChange={onChange} />}
    </>
  );
}

/** A text field. Browsers turn all line ends in it into LF, so those of the file are put back. */
function Plain({ name, text, onChange }: { name: string; text: string; onChange: (text: string) => void }): JSX.Element {
  const ends = lineEnds(text);
  const isLost = ends === "mixed" || ends === "CR";
  return (
    <div class="body stack">
      <p>The editor could not be loaded. {isLost ? "Its text field would change the line ends of this file, so you cannot edit it now. Reload the page." : "You can edit the text in this field, or reload the page."}</p>
      <textarea aria-label={`Contents of ${visible(name)}`} defaultValue={text} readOnly={isLost} onInput={({ currentTarget: { value } }) => onChange(ends === "CR-LF" ? value.replaceAll("\n", "\r\n") : value)} />
    </div>
  );
}
