/** The input of every candidate: the same repository and keys, at a different second each time, all on one day. */
export const REMOTE = "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/MyAwesomeRepo";
export const REGION = "us-east-1";
export const REPOSITORY = "MyAwesomeRepo";
export const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2Vj".repeat(24),
};
export const START = Date.UTC(2026, 10, 23, 6);

/** The time of a candidate's nth password, in milliseconds. */
export function time(number) {
  return START + (number % 3600) * 1000;
}

export function spelled(now) {
  const compact = new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
  return { date: compact.slice(0, 8), second: compact.slice(0, 15) };
}

/** CodeCommit's canonical request, which libraries for API calls do not support. */
export function canonicalRequest() {
  const { host, pathname } = new URL(REMOTE);
  return `GIT\n${pathname}\n\nhost:${host}\n\nhost\n`;
}

export function stringToSign({ date, second }, hash) {
  return `AWS4-HMAC-SHA256\n${second}\n${date}/${REGION}/codecommit/aws4_request\n${hash}`;
}
