import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

import { accessKeys, gitPassword, withUserinfo } from "../e2e/support/credentials.mjs";
import { Git } from "../e2e/support/git.mjs";
import { LocalAws } from "../e2e/support/local-aws.mjs";
import { fill } from "./history.mjs";
import { inRounds, QUICK } from "./measure.mjs";
import { DIRECT, RELAYING, SIGNING } from "./servers.mjs";
import { EDGE, startWorker } from "./workerd.mjs";

const ROUNDS = QUICK ? 1 : 7;
const REGION = "eu-west-1";
const NAME = "history";

/**
 * Measures whole bare clones with git, in seconds: directly from local AWS and through the edge.
 *
 * @param {{ localAws: string, directory: string }} options `localAws`: its optimised program
 */
export async function clones({ localAws, directory }) {
  const own = mkdtempSync(join(directory, "clones-"));
  const root = join(own, "repositories");
  mkdirSync(root);
  const aws = await LocalAws.start({ root, program: localAws });
  const git = new Git(join(own, "home"));
  let edge;
  try {
    await aws.repository(REGION, NAME, { sample: "empty" });
    const repository = await fill(join(root, REGION, `${NAME}.git`));

    const vars = { ACCEPT_ACCESS_KEYS: "true", AWS_ENDPOINT_URL_CODECOMMIT_GIT: aws.url };
    edge = await startWorker(EDGE, vars, own);
    const credentials = await aws.credentials();
    const signed = () => gitPassword(credentials, `${REGION}/${NAME}`);
    const through = `${edge.url}/${REGION}/${NAME}`;
    const urls = {
      [DIRECT]: () => withUserinfo(`${aws.url}/direct/${REGION}/v1/repos/${NAME}`, signed()),
      [RELAYING]: () => withUserinfo(through, signed()),
      [SIGNING]: () => withUserinfo(through, accessKeys(credentials)),
    };
    const timed = async (name) => {
      const clone = join(own, "clone.git");
      const started = performance.now();
      await git.ok(["clone", "--quiet", "--bare", urls[name](), clone]);
      const seconds = (performance.now() - started) / 1000;
      const head = await git.ok(["rev-parse", "main"], { cwd: clone });
      if (head !== repository.head) throw new Error(`the clone of ${name} is at ${head}, not ${repository.head}`);
      rmSync(clone, { recursive: true });
      return seconds;
    };
    await timed(SIGNING);
    return { repository, seconds: await inRounds(ROUNDS, Object.keys(urls), timed) };
  } finally {
    await edge?.close();
    git.close();
    await aws.close();
  }
}
