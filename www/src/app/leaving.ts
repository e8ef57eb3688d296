/** What the user is asked before leaving; undefined if nothing would be lost. */
let question: string | undefined;

function hold(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** From now on, leaving the view, the session or the page asks this question first. Returns a function that ends this. */
export function askBeforeLeaving(text: string): () => void {
  question = text;
  addEventListener("beforeunload", hold);
  return () => {
    question = undefined;
    removeEventListener("beforeunload", hold);
  };
}

/** Whether the user may leave. Asks if something would be lost. */
export function mayLeave(): boolean {
  return question === undefined || confirm(question);
}
