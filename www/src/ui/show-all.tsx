import type { JSX } from "preact";

/** Below the first lines of many: shows the rest as well. */
export function ShowAll({ count, onShow }: { count: number; onShow: () => void }): JSX.Element {
  return (
    <p class="row">
      <button type="button" onClick={onShow}>
        Show all {count.toLocaleString("en")} lines
      </button>
    </p>
  );
}
