import { useEffect, useMemo, useState } from "preact/hooks";
import type { JSX } from "preact";

import { readText, type AnyText } from "../core/any-text.ts";
import type { OtherEncoding } from "../core/other-encodings.ts";
import { decodeText } from "../core/text.ts";

type Codecs = typeof import("../core/other-encodings.ts");

/**
 * A file's text, in the encoding that was recognised or that the user has chosen. `choice` is where one chooses; absent if there is
 * no doubt.
 */
export function useText(content: Uint8Array | undefined, canBeText = true): { decoded: AnyText | undefined; choice: JSX.Element | undefined } {
  const usual = useMemo(() => content && decodeText(content), [content]);
  const isCertain = usual !== undefined && usual.encoding !== "Latin-1" && usual.encoding !== "Windows-1252";
  const [found, setFound] = useState<{ content: Uint8Array; text: AnyText | undefined; codecs: Codecs }>();
  const [chosen, setChosen] = useState<OtherEncoding>();
  useEffect(() => {
    let current = true;
    if (!content) return undefined;
    const find = async (): Promise<void> => {
      const [text, codecs] = [await readText(content), await import("../core/other-encodings.ts")];
      if (current) setFound({ content, text, codecs });
    };
    // Without that code, the text stays as it was read at first.
    if (!isCertain && canBeText) find().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [content, isCertain, canBeText]);
  const own = found?.content === content ? found : undefined;
  const codecs = own?.codecs;
  const text = useMemo(() => (chosen === undefined || !content ? undefined : codecs?.decodeAs(content, chosen)), [content, chosen, codecs]);
  if (isCertain || !content || !own || !codecs) return { decoded: usual, choice: undefined };
  const choice = (
    <select aria-label="Encoding" class="small" value={text === undefined ? "" : chosen} onChange={(event) => setChosen((event.currentTarget.value || undefined) as OtherEncoding | undefined)}>
      <option value="">{own.text ? `${own.text.encoding} (recognised)` : "Not recognised"}</option>
      {codecs.OTHER_ENCODINGS.filter((encoding) => codecs.decodeAs(content, encoding) !== undefined).map((encoding) => (
        <option value={encoding}>{encoding}</option>
      ))}
    </select>
  );
  return { decoded: chosen !== undefined && text !== undefined ? { text, encoding: chosen } : own.text, choice };
}
