import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { AwsV4Signer } from "aws4fetch";

import { canonicalRequest, CREDENTIALS, REGION, REMOTE, spelled, START, stringToSign, time } from "./subject.js";

/**
 * The candidates that run both in Node.js and in a web page. Each is a function from a time in milliseconds to a password.
 *
 * @param {{ signGit: Function, GitSigner: Function }} codecommitSigner initialised
 */
export function portable({ signGit, GitSigner }) {
  let current = START;
  const signer = new GitSigner(CREDENTIALS, { now: () => current });
  const keys = new Map();
  const smithy = new SignatureV4({ service: "codecommit", region: REGION, credentials: CREDENTIALS, sha256: Sha256 });
  return {
    "codecommit-signer": (now) => signGit(REMOTE, CREDENTIALS, { now }).password,
    "codecommit-signer, key cached": async (now) => {
      current = now;
      return (await signer.sign(REMOTE)).password;
    },
    aws4fetch: (now) => withAws4fetch(now),
    "aws4fetch, key cached": (now) => withAws4fetch(now, keys),
    "@smithy/signature-v4, key cached": (now) => withSmithy(smithy, now),
  };
}

/** Signs this many passwords in sequence: returns the last one, and the time of each in microseconds. */
export async function batch(sign, count) {
  let password;
  const started = performance.now();
  for (let number = 0; number < count; number++) {
    const signed = sign(time(number));
    password = typeof signed === "string" ? signed : await signed;
  }
  return { password, micros: ((performance.now() - started) * 1000) / count };
}

/** aws4fetch's keys and hashes, over WebCrypto, for CodeCommit's canonical request. */
class GitRequest extends AwsV4Signer {
  async canonicalString() {
    return canonicalRequest();
  }
}

async function withAws4fetch(now, cache) {
  const { second: datetime } = spelled(now);
  const request = new GitRequest({ ...CREDENTIALS, url: REMOTE, service: "codecommit", region: REGION, datetime, cache });
  return `${datetime}Z${await request.signature()}`;
}

async function withSmithy(signer, now) {
  const at = spelled(now);
  const sha256 = new Sha256();
  sha256.update(canonicalRequest());
  const text = stringToSign(at, hex(await sha256.digest()));
  return `${at.second}Z${await signer.sign(text, { signingDate: new Date(now) })}`;
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
