const DEADLINE_MS = 15_000;
const PAUSE_MS = 20;

/** Polls until the result is truthy, and returns it; fails after a timeout. */
export async function eventually(what, ask, deadline = DEADLINE_MS) {
  const end = Date.now() + deadline;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${deadline} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
