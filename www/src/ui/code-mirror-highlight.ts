import { RangeSetBuilder, StateEffect, StateField, type Extension, type Text } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin, type DecorationSet } from "@codemirror/view";

import { highlight, type Highlighted } from "./highlight.ts";

/** Milliseconds without a change until the text is highlighted again; meanwhile the colours move with the text. */
const HIGHLIGHT_AFTER = 150;

/** The colours of the page's highlighter, as in `content.css`. */
export const HIGHLIGHTS: Extension = EditorView.theme({
  ".hljs-keyword, .hljs-literal, .hljs-type, .hljs-selector-tag": { color: "var(--code-keyword)" },
  ".hljs-string, .hljs-regexp, .hljs-addition": { color: "var(--code-string)" },
  ".hljs-number, .hljs-attr, .hljs-attribute, .hljs-variable, .hljs-symbol": { color: "var(--code-value)" },
  ".hljs-title, .hljs-name, .hljs-section, .hljs-built_in": { color: "var(--code-name)" },
  ".hljs-comment, .hljs-quote, .hljs-meta": { color: "var(--dim)" },
  ".hljs-emphasis": { fontStyle: "italic" },
  ".hljs-strong": { fontWeight: "700" },
});

const colour = StateEffect.define<DecorationSet>();

const colours = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(current, { changes, effects }) {
    const found = effects.find((effect) => effect.is(colour));
    return found ? (found.value as DecorationSet) : current.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Colours a text by its file's name, with the highlighter of the file views. */
export function highlighting(name: string): Extension {
  const plugin = ViewPlugin.define((view) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOpen = true;
    async function run(): Promise<void> {
      const { doc } = view.state;
      const lines = await highlight(name, doc.toString());
      if (lines && isOpen && view.state.doc === doc) view.dispatch({ effects: colour.of(decorations(doc, lines)) });
    }
    // Without the highlighter, the text stays plain.
    const start = (): void => void run().catch(() => undefined);
    start();
    return {
      update({ docChanged }) {
        if (!docChanged) return;
        clearTimeout(timer);
        timer = setTimeout(start, HIGHLIGHT_AFTER);
      },
      destroy() {
        isOpen = false;
        clearTimeout(timer);
      },
    };
  });
  return [colours, plugin];
}

function decorations(doc: Text, lines: Highlighted): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const marks = new Map<string, Decoration>();
  lines.slice(0, doc.lines).forEach((pieces, index) => {
    let from = doc.line(index + 1).from;
    for (const { text, scope } of pieces) {
      const mark = marks.get(scope) ?? Decoration.mark({ class: scope });
      marks.set(scope, mark);
      if (scope !== "") builder.add(from, from + text.length, mark);
      from += text.length;
    }
  });
  return builder.finish();
}
