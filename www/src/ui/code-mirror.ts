import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";

import { highlighting, HIGHLIGHTS } from "./code-mirror-highlight.ts";
import { IN_LINES, visible } from "./foreign.tsx";

/** Explains the keys that act differently in the editor. */
const HINT = "Tab indents. To leave the editor with the keyboard, press Escape, then Tab. Ctrl+S or ⌘S saves now.";

export interface EditorOptions {
  name: string;
  text: string;
  /** The line to start at, from 1. */
  line?: number;
  onChange: (text: string) => void;
}

/** The page's colours; custom properties are inherited by the editor's shadow root. */
const THEME = EditorView.theme({
  "&": { maxHeight: "max(70vh, 20rem)", color: "var(--ink)", backgroundColor: "var(--card)", fontSize: "0.8125rem" },
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

/** Opens CodeMirror in an element, with the focus unless the user has moved it, and returns a function that closes it. */
export function openEditor(parent: HTMLElement, { name, text, line, onChange }: EditorOptions): () => void {
  // In a shadow root CodeMirror adopts style sheets; elsewhere it would write `<style>`, which the page's policy forbids.
  const host = document.createElement("div");
  parent.append(host);
  const root = host.attachShadow({ mode: "open" });
  const hint = Object.assign(document.createElement("p"), { id: "hint", textContent: HINT });
  for (const [property, value] of Object.entries({ margin: "0", padding: "0.35rem 0.9rem", color: "var(--dim)", "font-size": "0.85rem" })) hint.style.setProperty(property, value);
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
        highlighting(name),
        indentUnit.of(indentationOf(name, text)),
        // After Escape, CodeMirror leaves Tab to the browser for two seconds.
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
        // A tabindex, so that checkers of accessibility see that the keyboard reaches the scrolling text.
        EditorView.contentAttributes.of({ "aria-label": `Contents of ${visible(name)}`, "aria-describedby": hint.id, tabindex: "0" }),
        THEME,
        HIGHLIGHTS,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.sliceDoc());
        }),
      ],
    }),
  });
  root.append(hint);
  if (line !== undefined) {
    const { from } = view.state.doc.line(Math.min(line, view.state.doc.lines));
    view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  }
  const { activeElement } = document;
  if (activeElement === null || activeElement.matches("body, main")) view.focus();
  return () => {
    view.destroy();
    host.remove();
  };
}

/** One step of indentation: what most lines of the text that begin with white space begin with. */
function indentationOf(name: string, text: string): string {
  const counts = new Map<string, number>();
  for (const [, start = ""] of text.slice(0, 100_000).matchAll(/^(\t| {2,8})(?=\S)/gm)) counts.set(start, (counts.get(start) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, left], [b, right]) => right - left || a.length - b.length);
  return most?.[0] ?? (/(?:^|\/)(?:[Mm]akefile|.*\.(?:go|mk))$/.test(name) ? "\t" : "  ");
}
