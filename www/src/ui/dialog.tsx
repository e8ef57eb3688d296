import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

/** A modal dialog. Escape and a click beside it close it; the focus returns to where it was. */
export function Dialog({ label, onClose, children }: { label: string; onClose: () => void; children: ComponentChildren }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
