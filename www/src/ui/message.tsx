import type { JSX } from "preact";

import { marked } from "./foreign.tsx";

/** A message of the edge, the signer or a service, which may be untrusted. What stands between backticks is shown as code. */
export function Message({ text }: { text: string }): JSX.Element {
  // Every second piece was between backticks.
  return <>{text.split(/`([^`\n]+)`/).map((piece, index) => (index % 2 === 1 ? <code class="named">{marked(piece)}</code> : marked(piece)))}</>;
}
