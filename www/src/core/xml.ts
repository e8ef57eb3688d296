/** An element of an XML document. */
export interface XmlElement {
  name: string;
  /** The text directly in it, without surrounding white space. */
  text: string;
  children: XmlElement[];
}

/** A tag, a comment, the XML declaration, or text. Anything else, such as a document type, is not in AWS's responses. */
const TOKEN = /<(?<close>\/?)(?<name>[A-Za-z_][\w.-]*)(?<attributes>(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>|<!--(?:(?!--).)*-->|<\?xml[^<>]*\?>|(?<text>[^<]+)/gsy;

/** AWS's responses nest less than ten elements. */
const MOST_DEPTH = 20;

/** Reads a document of an AWS API. Attributes are ignored. Undefined if it is malformed. */
export function parseXml(document: string): XmlElement | undefined {
  const top: XmlElement = { name: "", text: "", children: [] };
  const open = [top];
  let end = 0;
  for (const { 0: token, index, groups = {} } of document.matchAll(TOKEN)) {
    const { close, name, empty, text } = groups;
    const parent = open.at(-1);
    end = index + token.length;
    if (!parent) return undefined;
    if (text !== undefined) {
      const plain = unescaped(text);
      if (plain === undefined) return undefined;
      parent.text += plain;
    } else if (name !== undefined && close) {
      if (open.length === 1 || parent.name !== name) return undefined;
      parent.text = apart(parent.text.trim());
      open.pop();
    } else if (name !== undefined) {
      const element = { name, text: "", children: [] };
      parent.children.push(element);
      if (!empty) open.push(element);
      if (open.length > MOST_DEPTH) return undefined;
    }
  }
  const [root, ...more] = top.children;
  return end === document.length && open.length === 1 && more.length === 0 && top.text.trim() === "" ? root : undefined;
}

/** A copy. Engines keep a part of a text as a reference to the whole, and the whole may contain a password. */
function apart(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

/** The descendant at a path of names; undefined if no element has that path. */
export function descendant(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((parent, name) => parent?.children.find((child) => child.name === name), element);
}

const ENTITIES: Record<string, string> = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

function unescaped(text: string): string | undefined {
  let known = true;
  const plain = text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));|&/gi, (_, hex?: string, decimal?: string, name?: string) => {
    const code = hex !== undefined ? parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : undefined;
    const character = code === undefined ? ENTITIES[name ?? ""] : code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    known &&= character !== undefined;
    return character ?? "";
  });
  return known ? plain : undefined;
}
