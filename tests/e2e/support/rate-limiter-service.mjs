// Cloudflare's Rate Limiting binding for workerd, which has none: it counts without a time window.

import { WorkerEntrypoint } from "cloudflare:workers";

const counts = new Map();

/** Serves only the binding. */
export default {};

export class RateLimiter extends WorkerEntrypoint {
  limit({ key }) {
    if (this.env.FAILS) throw new Error("the limiter is broken");
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return { success: count <= this.env.LIMIT };
  }
}
