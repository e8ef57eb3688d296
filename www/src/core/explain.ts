import { explainGit, init } from "codecommit-signer";

import type { ExplainedStep } from "./api.ts";

/** How a git password of a repository comes about, step by step; nothing secret is asked for. */
export async function explain(url: string, now: number = Date.now()): Promise<ExplainedStep[]> {
  await init();
  const { canonicalRequest, canonicalRequestHash, stringToSign, credentialScope, region } = explainGit(url, { now });
  const [date = ""] = credentialScope.split("/");
  const time = stringToSign.split("\n")[1] ?? "";
  return [
    {
      title: "Canonical request",
      says: "The request is written down in one exact form, with git's own method GIT, so that both sides sign the same bytes. It names the repository and the host: the password opens nothing else.",
      text: canonicalRequest,
    },
    {
      title: "Its SHA-256",
      says: "The hash stands for the whole request in what follows. Changing a letter of the request changes all of it.",
      text: canonicalRequestHash,
    },
    {
      title: "String to sign",
      says: "The hash is bound to a time, a region and a service. The time is why a password ends after a quarter of an hour.",
      text: stringToSign,
    },
    {
      title: "Signing key",
      says: "The secret access key is turned into a key for this day, this region and this service alone. The secret itself is sent nowhere.",
      text: [`HMAC("AWS4" + secret access key, "${date}")`, `  → HMAC(…, "${region}")`, '  → HMAC(…, "codecommit")', '  → HMAC(…, "aws4_request")'].join("\n"),
    },
    {
      title: "Password",
      says: "The signing key signs the string. The password is the time and that signature; CodeCommit, which knows the secret too, makes the same one and compares.",
      text: `${time}Z${"•".repeat(64)}`,
    },
  ];
}
