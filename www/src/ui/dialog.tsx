import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

export interface DialogProps {
  label: string;
  /** Whether a click beside it keeps it open, because something may have been typed in it. */
  keepsOpen?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog. Escape and a click beside it close it; the focus returns to where it was. */
export function Dialog({ label, keepsOpen = false, onClose, children }: DialogProps): JSX.Element {
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
        if (event.target === dialog.current && !keepsOpen) onClose();
      }}
    >
      {children}
    </dialog>
  );
}
