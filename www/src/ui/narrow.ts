import { signal } from "@preact/signals";

const query = matchMedia("(max-width: 46rem)");
const narrow = signal(query.matches);
query.addEventListener("change", ({ matches }) => (narrow.value = matches));

/** Whether the window is as narrow as a phone; the style sheets have the same limit. A view that asks is drawn again when it changes. */
export function isNarrow(): boolean {
  return narrow.value;
}
