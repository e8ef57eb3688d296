import { execFileSync } from "node:child_process";

/**
 * The keys to sign with: those in the environment, otherwise those of AWS_PROFILE, which the AWS CLI resolves, including SSO
 * and roles.
 *
 * @returns {object | undefined} in the AWS SDK's format; without any, only checks that need no credentials run.
 */
export function credentialsFromEnvironment({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE }) {
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN || undefined };
  }
  if (!AWS_PROFILE) return undefined;
  let output;
  try {
    output = execFileSync("aws", ["configure", "export-credentials", "--profile", AWS_PROFILE, "--format", "process"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  } catch (error) {
    const why = error.code === "ENOENT" ? "the AWS CLI (version 2), which reads profiles, is not installed" : `the AWS CLI gives no credentials for the profile ${AWS_PROFILE}`;
    throw new Error(`${why}\nremedy: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN instead`);
  }
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(output);
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken || undefined };
}
