import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link, type Place } from "../address.ts";
import { placeOf, resolvePath } from "../relative-path.ts";
import { FileView, pictureType, type FileProps } from "../views/file.tsx";

export interface RenderedProps {
  clone: OpenClone;
  at: string;
  path: string;
  content: Uint8Array;
  place?: Place;
  isExecutable?: boolean;
  /** Buttons, for a file that is text or not. */
  children?: FileProps["children"];
}

/** A file's content, with links and images resolved to files of the same commit, or of the working tree. */
export function Rendered({ clone, at, path, content, place = {}, isExecutable = false, children }: RenderedProps): JSX.Element {
  const { git } = useApp();
  const urls = useRef<string[]>([]);
  useEffect(
    () => () => {
      for (const url of urls.current.splice(0)) URL.revokeObjectURL(url);
    },
    [at, path],
  );
  const address = (chosen: Place): string => link(clone.repositoryRef, "file", at, path, chosen);
  function resolve(href: string): string {
    if (href.startsWith("#")) return address(placeOf(href));
    const to = resolvePath(path, href);
    return link(clone.repositoryRef, href.endsWith("/") || to === "" ? "tree" : "file", at, to, placeOf(href));
  }
  async function image(src: string): Promise<string | undefined> {
    const to = resolvePath(path, src);
    const type = pictureType(to);
    if (type === undefined) return undefined;
    const found = await git.file(clone.repositoryRef, to, clone.refs.peek()?.head === at ? undefined : at).catch(() => undefined);
    if (!found) return undefined;
    const url = URL.createObjectURL(new Blob([new Uint8Array(found.content)], { type }));
    urls.current.push(url);
    return url;
  }
  return (
    <FileView name={path} content={new Uint8Array(content)} resolve={resolve} image={image} address={address} place={place} isExecutable={isExecutable}>
      {children}
    </FileView>
  );
}
