import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";

import { IN_LINES, visible } from "./foreign.tsx";

/** The page's colours; custom properties are inherited by the editor's shadow root. */
const THEME = EditorView.theme({
  "&": { maxHeight: "70vh", color: "var(--ink)", backgroundColor: "var(--card)", fontSize: "0.8125rem" },
  // The page outlines the whole editor instead.
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", minHeight: "20rem" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--dim)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--mark)" },
  ".cm-specialChar": { color: "var(--bad)" },
  ".cm-panels": { backgroundColor: "var(--sunk)", color: "var(--ink)" },
  ".cm-textfield, .cm-button": { backgroundColor: "var(--card)", backgroundImage: "none", color: "var(--ink)", border: "1px solid var(--field)" },
});

/** Opens CodeMirror in an element and returns a function that closes it. Tab leaves the editor, as elsewhere on the page. */
export function openEditor(parent: HTMLElement, { name, text, onChange }: { name: string; text: string; onChange: (text: string) => void }): () => void {
  // In a shadow root CodeMirror adopts style sheets; elsewhere it would write `<style>`, which the page's policy forbids.
  const host = document.createElement("div");
  parent.append(host);
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        // Keep the file's line ends; in a file with mixed ones, the unusual ones are shown as marks.
        EditorState.lineSeparator.of(/\r\n/.test(text) && !/(?:^|[^\r])\n|\r(?!\n)/.test(text) ? "\r\n" : "\n"),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        highlightSpecialChars({ specialChars: IN_LINES }),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
        EditorView.contentAttributes.of({ "aria-label": `Contents of ${visible(name)}` }),
        THEME,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.sliceDoc());
        }),
      ],
    }),
  });
  return () => {
    view.destroy();
    host.remove();
  };
}
