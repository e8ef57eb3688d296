/** A piece of highlighted text with its CSS classes. */
export interface Piece {
  text: string;
  scope: string;
}

/** The lines of a text in highlighted pieces. */
export type Highlighted = Piece[][];

/** Longer texts are not highlighted, so that the page stays responsive. */
const MOST_CHARACTERS = 300_000;

interface Token {
  scope?: string;
  children: (Token | string)[];
}

/** Highlights a text by its file's name; undefined if the language is unknown. Loads the highlighter on first use. */
export async function highlight(name: string, text: string): Promise<Highlighted | undefined> {
  if (text.length > MOST_CHARACTERS) return undefined;
  const { default: hljs } = await import("highlight.js/lib/common");
  const base = (name.split("/").at(-1) ?? "").toLowerCase();
  const extension = base.includes(".") ? (base.split(".").at(-1) ?? "") : base;
  const language = EXTRA.get(extension) ?? extension;
  if (!hljs.getLanguage(language)) return undefined;
  const result = hljs.highlight(text, { language, ignoreIllegals: true });
  // Use the token tree, not `value`, which is HTML: file contents are never parsed as HTML.
  const emitter = (result as unknown as { _emitter: { rootNode: Token } })._emitter;
  const lines: Highlighted = [[]];
  walk(emitter.rootNode, "", lines);
  return lines;
}

const EXTRA = new Map(Object.entries({ dockerfile: "bash", makefile: "makefile", tf: "ini", cjs: "javascript", mts: "typescript", cts: "typescript", lock: "json" }));

function walk(token: Token, outer: string, lines: Highlighted): void {
  const scope = token.scope ? classes(token.scope) : outer;
  for (const child of token.children) {
    if (typeof child !== "string") {
      walk(child, scope, lines);
      continue;
    }
    child.split("\n").forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== "") lines.at(-1)?.push({ text, scope });
    });
  }
}

/** `title.function` becomes `hljs-title function_`, as in the highlighter's themes. */
function classes(scope: string): string {
  if (scope.startsWith("language:")) return "";
  const [first, ...rest] = scope.split(".");
  return [`hljs-${first}`, ...rest.map((part, index) => `${part}${"_".repeat(index + 1)}`)].join(" ");
}
