import type { JSX } from "preact";

/** The button below a list of commits that loads older ones. */
export function OlderCommits({ onMore }: { onMore: () => void }): JSX.Element {
  return (
    <div class="body">
      <button type="button" onClick={onMore}>
        Show older commits
      </button>
    </div>
  );
}
