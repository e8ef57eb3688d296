/**
 * Keeps the keyboard focus: if the focused element is removed, focus moves to `otherwise`; if it was only disabled, it gets
 * focus back when enabled. Returns a function that stops this.
 */
export function keepFocus(otherwise: () => HTMLElement | null): () => void {
  let last: Element | undefined;
  const enter = ({ target }: FocusEvent): void => void (last = target instanceof Element ? target : undefined);
  const leave = ({ target }: FocusEvent): void => {
    // By then it is known whether the user left the element or the page removed it.
    queueMicrotask(() => {
      if (last === target && last?.isConnected && !last.matches(":disabled")) last = undefined;
    });
  };
  const observer = new MutationObserver(() => {
    if (!last || document.activeElement !== document.body) return;
    if (!last.isConnected) otherwise()?.focus();
    else if (last instanceof HTMLElement && !last.matches(":disabled")) last.focus();
  });
  document.addEventListener("focusin", enter);
  document.addEventListener("focusout", leave);
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  return () => {
    document.removeEventListener("focusin", enter);
    document.removeEventListener("focusout", leave);
    observer.disconnect();
  };
}
