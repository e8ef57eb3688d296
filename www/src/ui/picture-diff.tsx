import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";

import { Foreign, visible } from "./foreign.tsx";
import { bytes } from "./words.ts";

export interface PictureDiffProps {
  name: string;
  type: string;
  before: Uint8Array | undefined;
  after: Uint8Array | undefined;
  /** What the two versions are called, if they are not before and after a change. */
  names?: { before: string; after: string };
}

/** Two versions of a picture beside each other. */
export function PictureDiff({ name, type, before, after, names = { before: "Before", after: before ? "After" : "New" } }: PictureDiffProps): JSX.Element {
  return (
    <div class="pictures">
      {before && <Version said={names.before} name={name} type={type} content={before} />}
      {after && <Version said={names.after} name={name} type={type} content={after} />}
    </div>
  );
}

function Version({ said, name, type, content }: { said: string; name: string; type: string; content: Uint8Array }): JSX.Element {
  const [url, setUrl] = useState<string>();
  const [size, setSize] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(content)], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [content, type]);
  return (
    <figure>
      <figcaption class="small dim">
        <Foreign text={said} />: {size !== undefined && `${size}, `}
        {bytes(content.byteLength)}
      </figcaption>
      <div class="picture">
        {url !== undefined && (
          <img
            src={url}
            alt={`${visible(name)}, ${visible(said)}`}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setSize(`${naturalWidth} × ${naturalHeight}`)}
            onError={() => setSize("not a picture that the browser can show")}
          />
        )}
      </div>
    </figure>
  );
}
