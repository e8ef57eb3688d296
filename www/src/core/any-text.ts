import type { OtherEncoding } from "./other-encodings.ts";
import { decodeText, USUAL, type Encoding } from "./text.ts";

/** A file's text, in any encoding that the page can read. */
export interface AnyText {
  text: string;
  encoding: Encoding | OtherEncoding;
}

/** A file's text and its encoding, also if it is neither UTF-8 nor marked: then the code that recognises encodings is loaded. */
export async function readText(content: Uint8Array): Promise<AnyText | undefined> {
  const usual = decodeText(content);
  if (usual && usual.encoding !== "Latin-1" && usual.encoding !== "Windows-1252") return usual;
  const { decodeAs, recognised } = await import("./other-encodings.ts");
  const encoding = recognised(content);
  const text = encoding && decodeAs(content, encoding);
  return encoding !== undefined && text !== undefined ? { text, encoding } : usual;
}

/** Whether texts in an encoding need an encoder of their own. */
export function isOther(encoding: AnyText["encoding"]): encoding is OtherEncoding {
  return !(USUAL as readonly string[]).includes(encoding);
}
