import { createHash, createHmac } from "node:crypto";

import * as codecommitSigner from "codecommit-signer";

import { batch, portable } from "./portable.js";
import { canonicalRequest, CREDENTIALS, REGION, spelled, START, stringToSign } from "./subject.js";

/** The candidates in this process. */
export async function inNode() {
  await codecommitSigner.init();
  const kept = signingKey(spelled(START));
  const candidates = {
    ...portable(codecommitSigner),
    "node:crypto": (now) => password(spelled(now), signingKey(spelled(now))),
    "node:crypto, key cached": (now) => password(spelled(now), kept),
  };
  const batchOf = (sign) => (count) => batch(sign, count);
  return Object.fromEntries(Object.entries(candidates).map(([name, sign]) => [`Node.js: ${name}`, batchOf(sign)]));
}

function signingKey({ date }) {
  const scope = [date, REGION, "codecommit", "aws4_request"];
  const hmac = (key, part) => createHmac("sha256", key).update(part).digest();
  return scope.reduce(hmac, `AWS4${CREDENTIALS.secretAccessKey}`);
}

function password(at, key) {
  const hash = createHash("sha256").update(canonicalRequest()).digest("hex");
  return `${at.second}Z${createHmac("sha256", key).update(stringToSign(at, hash)).digest("hex")}`;
}
