import type { JSX } from "preact";

/** A button that shows all lines, or the next `more` lines. */
export function ShowAll({ count, more, onShow }: { count: number; more?: number; onShow: () => void }): JSX.Element {
  return (
    <p class="row">
      <button type="button" onClick={onShow}>
        {more === undefined ? `Show all ${count.toLocaleString("en")} lines` : `Show ${more.toLocaleString("en")} more of ${count.toLocaleString("en")} lines`}
      </button>
    </p>
  );
}
