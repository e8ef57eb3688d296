// Checks the facts that this project relies on, against AWS or local AWS. Called by scripts/conformance.

import { init } from "codecommit-signer";
import { init as initRequest } from "codecommit-signer/request";

import { conformance } from "./conformance.mjs";
import { credentialsFromEnvironment } from "./credentials.mjs";
import { startLocal } from "./local.mjs";
import { summary, table } from "./table.mjs";
import { Target } from "./target.mjs";

const { AWS_REGION, AWS_DEFAULT_REGION, REPOSITORY, ROLE_ARN, SCRATCH } = process.env;
const local = process.argv.includes("--local");
let scratch = Boolean(SCRATCH) || process.argv.includes("--create-scratch-repository");

await Promise.all([init(), initRequest()]);
let target;
let close = async () => {};
if (local) {
  ({ target, close } = await startLocal());
  scratch = true;
} else {
  const region = AWS_REGION || AWS_DEFAULT_REGION;
  if (!region) fail("which region?", "AWS_REGION=eu-west-1 make conformance, or LOCAL=1 make conformance for local AWS");
  try {
    target = new Target({ region, repository: REPOSITORY || undefined, role: ROLE_ARN || undefined, credentials: credentialsFromEnvironment(process.env) });
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exit(2);
  }
}

console.log(`Asking ${target.isLocal ? "local AWS" : "AWS"} in ${target.region}${scratch ? ", with a scratch repository" : ", read-only"}.\n`);
try {
  const answers = await conformance(target, { scratch });
  console.log(table(answers));
  console.log(`\n${summary(answers)}; ${target.requests} requests.`);
  if (answers.some(({ verdict }) => verdict === "DIFFERENT")) {
    console.log("What differs is to be written down in the protocol's facts, and the code that depends on it to be looked at.");
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
} finally {
  await close();
}

function fail(what, remedy) {
  console.error(`error: ${what}\nremedy: ${remedy}`);
  process.exit(2);
}
