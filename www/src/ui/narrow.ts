/** Whether the window is as narrow as a phone; the style sheets have the same limit. */
export function isNarrow(): boolean {
  return matchMedia("(max-width: 46rem)").matches;
}
