import { explainGit, init } from "codecommit-signer";


export interface ExplainedStep {
  title: string;
  /** What the step does and why. */
  says: string;
  text: string;
}

/**
 * Explains step by step how the git password for a repository is made, and by what: this page with its keys, or, with a
 * company login, the edge with those of a role. Needs no secret.
 */
export async function explain(url: string, by: "page" | "edge" = "page", now: number = Date.now()): Promise<ExplainedStep[]> {
  await init();
  const { canonicalRequest, canonicalRequestHash, stringToSign, credentialScope, region } = explainGit(url, { now });
  const [date = ""] = credentialScope.split("/");
  const time = stringToSign.split("\n")[1] ?? "";
  return [
    ...(by === "edge" ? SESSION : []),
    {
      title: "Canonical request",
      says: "The request is written in one exact form, with CodeCommit's own method GIT, so that both sides sign the same bytes. It names the repository and the host, so the password works for nothing else.",
      text: canonicalRequest,
    },
    {
      title: "SHA-256 of the request",
      says: "The hash stands for the whole request in the next steps. Changing one letter of the request changes the whole hash.",
      text: canonicalRequestHash,
    },
    {
      title: "String to sign",
      says: "The hash is combined with a time, a region and a service. Because of the time, a password expires after 15 minutes.",
      text: stringToSign,
    },
    {
      title: "Signing key",
      says: `${by === "edge" ? "The role's secret access key" : "The secret access key"} is turned into a key that works only for this day, this region and this service. The secret itself is never sent${by === "edge" ? ", and never reaches this page" : ""}.`,
      text: [`HMAC("AWS4" + secret access key, "${date}")`, `  → HMAC(…, "${region}")`, '  → HMAC(…, "codecommit")', '  → HMAC(…, "aws4_request")'].join("\n"),
    },
    {
      title: "Password",
      says: "The signing key signs the string. The password is the time and that signature. CodeCommit, which also knows the secret, computes the same signature and compares.",
      text: `${time}Z${"•".repeat(64)}`,
    },
  ];
}

/** What happens before the edge signs for the user of a company login. */
const SESSION: readonly ExplainedStep[] = [
  {
    title: "Session token",
    says: "When you signed in, the edge gave this page a session token. Only the edge can open it. The page sends it with each request, and signs nothing itself, because it has no AWS keys.",
    text: `Authorization: Bearer cces_${"•".repeat(24)}`,
  },
  {
    title: "Keys of a role",
    says: "The edge opens the token, checks that your sign-in may use this repository, and takes the temporary keys of an AWS role that AWS gave it for you. CloudTrail shows that role. The edge signs each request with these keys.",
    text: "session token → your identity → profile → role → temporary access keys",
  },
];
