import type { JSX } from "preact";

/** A button that shows all lines. */
export function ShowAll({ count, onShow }: { count: number; onShow: () => void }): JSX.Element {
  return (
    <p class="row">
      <button type="button" onClick={onShow}>
        Show all {count.toLocaleString("en")} lines
      </button>
    </p>
  );
}
