import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import type { AnyText } from "../../core/any-text.ts";
import { decodeText, lineEnds } from "../../core/text.ts";
import type { Place } from "../address.ts";
import { CodeView } from "../code-view.tsx";
import { hasHidden, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Markdown } from "../markdown.tsx";
import { useText } from "../use-text.tsx";
import { bytes, counted } from "../words.ts";

/** The image types that are shown. SVG is safe in `img`: it runs no scripts and loads nothing. */
const PICTURES = new Map(Object.entries({ png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp", avif: "image/avif", bmp: "image/bmp", ico: "image/x-icon", svg: "image/svg+xml" }));

/** Larger Markdown files are shown as source: rendering them would block the page. */
const MOST_MARKDOWN = 200_000;

/** The media type of an image by its file's name; undefined for other files. */
export function pictureType(name: string): string | undefined {
  return PICTURES.get(name.toLowerCase().split(".").at(-1) ?? "");
}

/** A file's content as text; undefined if it is not text. */
export function textOf(content: Uint8Array): string | undefined {
  return decodeText(content)?.text;
}

/** The form of a text that is not usual: its encoding and its line ends. */
export function formOf({ text, encoding }: AnyText): string[] {
  const ends = lineEnds(text);
  return [...(encoding === "UTF-8" ? [] : [encoding]), ...(ends === undefined || ends === "LF" ? [] : [`${ends} line ends`])];
}

export interface FileProps {
  name: string;
  content: Uint8Array<ArrayBuffer>;
  resolve: (href: string) => string;
  image: (src: string) => Promise<string | undefined>;
  /** The address of a place in the file. */
  address: (place: Place) => string;
  /** What to highlight and scroll to. */
  place: Place;
  isExecutable: boolean;
  /** Buttons, for a file that is text or not: edit, history. */
  children?: ((isText: boolean) => ComponentChildren) | undefined;
}

/** A file as text, as an image or as rendered Markdown. */
export function FileView({ name, content, resolve, image, address, place: { lines, heading }, isExecutable, children }: FileProps): JSX.Element {
  const [source, setSource] = useState(lines !== undefined);
  useEffect(() => {
    if (lines) setSource(true);
  }, [lines?.first, lines?.last]);
  const picture = pictureType(name);
  const { decoded, choice } = useText(content, picture === undefined);
  const text = decoded?.text;
  const isMarkdown = /\.(md|markdown)$/i.test(name) && text !== undefined && text.length <= MOST_MARKDOWN;
  const rendered = !source && isMarkdown;
  const either = text !== undefined && (picture !== undefined || isMarkdown);
  return (
    <section class="card" aria-label={`File ${visible(name)}`}>
      <header class="split">
        <span class="small dim">
          {text !== undefined && `${counted(text === "" ? 0 : text.replace(/\n$/, "").split("\n").length, "line")}, `}
          {bytes(content.length)}
          {isExecutable && ", executable"}
          {decoded && formOf(decoded).map((form) => `, ${form}`)}
        </span>
        <span class="row tools">
          {either && (
            <button type="button" class="small" aria-pressed={source} onClick={() => setSource(!source)}>
              Source
            </button>
          )}
          <Save name={name} content={content} />
          {children?.(text !== undefined)}
          {choice}
        </span>
      </header>
      {text !== undefined && hasHidden(text) && (
        <p class="notice warn">
          <span>
            <Icon name="warning" /> This file contains invisible characters, or characters that change the order in which text is displayed. They are shown as code points.
          </span>
        </p>
      )}
      {picture !== undefined && !(source && text !== undefined) ? (
        <Picture name={name} type={picture} content={content} />
      ) : text === undefined ? (
        <p class="body dim">This file is not text. Download it to open it in another program.</p>
      ) : rendered ? (
        <Markdown text={text} resolve={resolve} image={image} address={address} heading={heading} />
      ) : (
        <CodeView name={name} text={text} chosen={lines} address={(chosen) => address({ lines: chosen })} />
      )}
    </section>
  );
}

function Picture({ name, type, content }: { name: string; type: string; content: Uint8Array<ArrayBuffer> }): JSX.Element {
  const url = useBlob(content, type);
  const [broken, setBroken] = useState(false);
  if (broken) return <p class="body dim">The browser cannot show this image.</p>;
  return <div class="picture">{url && <img src={url} alt={visible(name)} onError={() => setBroken(true)} />}</div>;
}

function Save({ name, content }: { name: string; content: Uint8Array<ArrayBuffer> }): JSX.Element {
  // This type makes the browser save every file, never open it.
  const url = useBlob(content, "application/octet-stream");
  return (
    <a class="button small" download={visible(name.split("/").at(-1) ?? "file")} {...(url !== undefined && { href: url })}>
      <Icon name="download" />
      Download
    </a>
  );
}

function useBlob(content: Uint8Array<ArrayBuffer>, type: string): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([content], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [content, type]);
  return url;
}
