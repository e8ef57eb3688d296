import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { saveFile } from "../../app/save-file.ts";
import { link } from "../address.ts";
import { Copy } from "../copy.tsx";
import { marked, visible, visibleText } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Problem } from "../problem.tsx";
import { useKept } from "../use-kept.ts";
import { useLoaded } from "../use-loaded.ts";
import { useText } from "../use-text.tsx";
import { Crumbs } from "../views/crumbs.tsx";

/** More characters than these would block the page. */
const MOST_CHARACTERS = 2_000_000;

/** A file's text as it is, of the working tree if `at` is checked out, without line numbers and colours. It is never rendered as a document of its own. */
export function Raw({ clone, at, path }: { clone: OpenClone; at: string; path: string }): JSX.Element {
  const { git } = useApp();
  const { refreshed, refs, repositoryRef } = clone;
  const isHead = refs.value?.head === at;
  const { value, problem } = useLoaded(async () => (await git.file(repositoryRef, path, isHead ? undefined : at)).content, [at, path, isHead, refreshed.value]);
  const content = useKept(value, JSON.stringify([at, path, isHead]));
  const text = useText(content).decoded?.text;
  return (
    <>
      <Crumbs repositoryRef={repositoryRef} at={at} path={path} />
      {problem && <Problem problem={problem} />}
      {!content && !problem && <p role="status">Reading …</p>}
      {content && (
        <section class="card" aria-label={`Raw text of ${visible(path)}`}>
          <header class="split">
            <a class="button small" href={link(repositoryRef, "file", at, path)}>
              Back to the file
            </a>
            <span class="row">
              {text !== undefined && <Copy label="Copy the text" text={() => text} isShown={text.length <= MOST_CHARACTERS} />}
              <button type="button" class="small" onClick={() => saveFile(visible(path.split("/").at(-1) ?? "file"), content)}>
                <Icon name="download" />
                Download
              </button>
            </span>
          </header>
          {text === undefined ? (
            <p class="body dim">This file is not text. Download it to open it in another program.</p>
          ) : (
            <>
              <pre class="raw" tabIndex={0} aria-label={`Contents of ${visible(path)}`} role="region">
                {text.length > MOST_CHARACTERS ? visibleText(text.slice(0, MOST_CHARACTERS)) : marked(text)}
              </pre>
              {text.length > MOST_CHARACTERS && <p class="body dim">Only the start of this file is shown. Download it to see the rest.</p>}
            </>
          )}
        </section>
      )}
    </>
  );
}
