/** Tags shown as text, as in GitHub's Markdown, because they switch the HTML parser to other rules. */
const AS_TEXT: ReadonlySet<string> = new Set(["title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "script", "plaintext"]);

const TAG = /<!--[^]*?(?:-->|$)|<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^"'<>])*)>|</gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?/g;

/**
 * Removes all other tags and attributes from HTML. This is not a sanitizer; DOMPurify still is. Without it, the parser would
 * report every handler, style and base in a file as a violation of the page's policy, and hide real violations.
 */
export function reduced(html: string, tags: readonly string[], attributes: readonly string[]): string {
  return html.replaceAll(TAG, (whole: string, close: string | undefined, name: string | undefined, rest: string | undefined) => {
    if (name === undefined) return whole === "<" ? "&lt;" : "";
    const tag = name.toLowerCase();
    if (AS_TEXT.has(tag)) return `&lt;${whole.slice(1)}`;
    if (!tags.includes(tag)) return "";
    if (close) return `</${tag}>`;
    const kept = [...(rest ?? "").matchAll(ATTRIBUTE)].filter(([, key = ""]) => attributes.includes(key.toLowerCase()));
    return `<${tag}${kept.map(([, key, value]) => (value === undefined ? ` ${key}` : ` ${key}=${value}`)).join("")}>`;
  });
}
