import { problemFrom } from "./messages.ts";

/** Repeats throttled requests with exponential backoff and jitter. */
export async function patiently<T>(request: () => Promise<T>, wait: (milliseconds: number) => Promise<void> = waited): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (problemFrom(error).code !== "throttled" || attempt === MOST_RETRIES) throw error;
      await wait(FIRST_WAIT * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

// Three retries take 3.5 seconds on average. Users do not wait longer than that without feedback.
const MOST_RETRIES = 3;
const FIRST_WAIT = 500;

function waited(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
