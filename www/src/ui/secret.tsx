import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { JSX, RefObject } from "preact";

import { visible } from "./foreign.tsx";

/**
 * Shows a secret, given as a function so that no view holds it. Its text is emptied before it leaves the document, because
 * browsers can keep detached nodes in memory.
 */
export function Secret({ text }: { text: () => string }): JSX.Element {
  const element = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const node = document.createTextNode(visible(text()));
    element.current?.append(node);
    return () => {
      node.data = "";
      node.remove();
    };
  }, []);
  return <bdi class="foreign" ref={element} />;
}

/** A reference to a field for a secret, which is emptied before it leaves the document, for the same reason. */
export function useSecretField<E extends HTMLInputElement | HTMLTextAreaElement>(): RefObject<E | null> {
  return useState(() => new SecretFieldRef<E>())[0];
}

class SecretFieldRef<E extends HTMLInputElement | HTMLTextAreaElement> implements RefObject<E | null> {
  #field: E | null = null;

  get current(): E | null {
    return this.#field;
  }

  set current(field: E | null) {
    if (this.#field && !field) this.#field.value = "";
    this.#field = field;
  }
}
