/** What the user is asked before leaving: a question for each thing that would be lost. */
const questions = new Map<symbol, string>();

function hold(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** From now on, leaving the view, the session or the page asks this question first. Returns a function that ends this. */
export function askBeforeLeaving(text: string): () => void {
  const id = Symbol(text);
  questions.set(id, text);
  addEventListener("beforeunload", hold);
  return () => {
    questions.delete(id);
    if (questions.size === 0) removeEventListener("beforeunload", hold);
  };
}

/** Whether something would be lost. */
export function wouldLose(): boolean {
  return questions.size > 0;
}

/** Whether the user may leave. Asks about each thing that would be lost. */
export function mayLeave(): boolean {
  return [...new Set(questions.values())].every((text) => confirm(text));
}
