import { mkdtempSync } from "node:fs";
import { join } from "node:path";

import { basic } from "../e2e/support/credentials.mjs";
import { inRounds, QUICK } from "./measure.mjs";
import { startOrigin } from "./nginx.mjs";
import { BARE_WORKER } from "./servers.mjs";
import { BARE_WITH_BINDINGS, EDGE, startWorker } from "./workerd.mjs";

const ROUNDS = QUICK ? 2 : 11;
export const EDGE_WORKER = "codecommit-edge";

/** From the start of workerd's process to the first response to discovery, in milliseconds, both with the same bindings. */
export async function starts(directory) {
  const own = mkdtempSync(join(directory, "starts-"));
  const origin = await startOrigin("/dev/null", own);
  const AUTHORIZATION = basic({ username: "alice-at-123456789012", password: "password" });
  const workers = {
    [BARE_WORKER]: { worker: BARE_WITH_BINDINGS, vars: { UPSTREAM: origin.url, AUTHORIZATION }, path: "/v1/repos/app" },
    [EDGE_WORKER]: { worker: EDGE, vars: { AWS_ENDPOINT_URL_CODECOMMIT_GIT: origin.url }, path: "/eu-west-1/app" },
  };
  try {
    return await inRounds(ROUNDS, Object.keys(workers), async (name) => {
      const { worker, vars, path } = workers[name];
      const started = performance.now();
      const server = await startWorker(worker, vars, own);
      const headers = { authorization: AUTHORIZATION };
      const response = await fetch(`${server.url}${path}/info/refs?service=git-upload-pack`, { headers });
      await response.arrayBuffer();
      const millis = performance.now() - started;
      await server.close();
      if (!response.ok) throw new Error(`${name} answered ${response.status}`);
      return millis;
    });
  } finally {
    await origin.close();
  }
}

/** How much longer the edge's start takes than the bare worker's, in milliseconds, by round. */
export function startAdded(starts) {
  return starts[EDGE_WORKER].map((millis, round) => millis - starts[BARE_WORKER][round]);
}
