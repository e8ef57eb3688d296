import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LocalAws } from "../e2e/support/local-aws.mjs";
import { Target } from "./target.mjs";

const REGION = "eu-west-1";
const ANYBODY = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }] };

/** Local AWS with a repository to read, as a target. */
export async function startLocal() {
  const root = mkdtempSync(join(tmpdir(), "codecommit-edge-conformance-"));
  const aws = await LocalAws.start({ root });
  async function close() {
    await aws.close();
    rmSync(root, { recursive: true, force: true });
  }
  try {
    await aws.repository(REGION, "app");
    const [credentials, role] = await Promise.all([aws.credentials(), aws.role({ name: "reader", trust: ANYBODY })]);
    return { aws, close, target: new Target({ region: REGION, credentials, repository: "app", role, endpoint: aws.url }) };
  } catch (error) {
    await close();
    throw error;
  }
}
