import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";

import { visible } from "./foreign.tsx";
import { bytes } from "./words.ts";

export interface PictureDiffProps {
  name: string;
  type: string;
  before: Uint8Array | undefined;
  after: Uint8Array | undefined;
}

/** A picture before and after a change, beside each other. */
export function PictureDiff({ name, type, before, after }: PictureDiffProps): JSX.Element {
  return (
    <div class="pictures">
      {before && <Version said="Before" name={name} type={type} content={before} />}
      {after && <Version said={before ? "After" : "New"} name={name} type={type} content={after} />}
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
        {said}: {size !== undefined && `${size}, `}
        {bytes(content.byteLength)}
      </figcaption>
      <div class="picture">
        {url !== undefined && (
          <img
            src={url}
            alt={`${visible(name)}, ${said.toLowerCase()}`}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => setSize(`${naturalWidth} × ${naturalHeight}`)}
            onError={() => setSize("not a picture that the browser can show")}
          />
        )}
      </div>
    </figure>
  );
}
