import { useEffect, useRef, useState } from "preact/hooks";

import { askBeforeLeaving } from "../app/leaving.ts";
import { saveFile } from "../app/save-file.ts";
import { generateSshKey, type GeneratedKey, type GenerateOptions } from "../core/iam/generate-ssh-key.ts";
import type { Iam } from "./use-iam.ts";
import { BEFORE_LEAVING_KEY } from "./views/ssh-key-questions.ts";

/** A generated SSH key, of whose private key there is no other copy, until it is hidden. */
export interface FreshKey {
  /** Its public part; undefined until a key was generated. */
  key: GeneratedKey | undefined;
  generating: boolean;
  generate: (options: GenerateOptions) => Promise<void>;
  /** Stops generating. */
  stop: () => void;
  /** The private key as text, to be shown on request. */
  privateKey: () => string;
  download: (name: string) => void;
  /** Forgets the key for good. */
  hide: () => void;
}

/** Generates SSH keys, one at a time. Asks before the view of a key is left, and forgets the key then. */
export function useGeneratedKey(run: Iam["run"]): FreshKey {
  const [key, setKey] = useState<GeneratedKey>();
  const [generating, setGenerating] = useState(false);
  /** It is emptied, because browsers can keep what a closed view refers to. */
  const privateKey = useRef(new Uint8Array());
  const generation = useRef<AbortController>(undefined);
  const release = useRef<() => void>(() => undefined);

  function forget(): void {
    release.current();
    privateKey.current.fill(0);
    privateKey.current = new Uint8Array();
  }

  useEffect(() => (key ? askBeforeLeaving(BEFORE_LEAVING_KEY) : undefined), [key]);
  useEffect(
    () => () => {
      generation.current?.abort();
      forget();
    },
    [],
  );

  return {
    key,
    generating,
    async generate(options) {
      const { signal } = (generation.current = new AbortController());
      setGenerating(true);
      await run("The key was generated.", async () => {
        const generated = await generateSshKey(options, signal);
        privateKey.current = generated.privateKey;
        setKey(generated.key);
      });
      setGenerating(false);
    },
    stop: () => generation.current?.abort(),
    privateKey: () => new TextDecoder().decode(privateKey.current),
    download(name) {
      release.current();
      release.current = saveFile(name, privateKey.current);
    },
    hide() {
      forget();
      setKey(undefined);
    },
  };
}
