import { NotAsked } from "./verdict.mjs";

const POLICY = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "codecommit:GitPull", Resource: "*" }] });

/**
 * Credentials that may read repositories and not push to them: a session of the target's role, or of the IAM user whose keys the
 * target has.
 *
 * @returns {Promise<object | NotAsked>}
 */
export async function pullOnly(target) {
  const { role, credentials } = target;
  if (!role && credentials.sessionToken) {
    return new NotAsked("needs an IAM user's access keys, or ROLE_ARN, a role that these credentials may assume");
  }
  const call = role
    ? { Action: "AssumeRole", RoleArn: role, RoleSessionName: "codecommit-edge-conformance", DurationSeconds: 900, Policy: POLICY }
    : { Action: "GetFederationToken", Name: "codecommit-edge-conformance", DurationSeconds: 900, Policy: POLICY };
  const { status, body } = await target.sts(call);
  const text = body.toString();
  const value = (name) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];
  if (status !== 200) return new NotAsked(`STS refuses ${call.Action}: ${value("Code") ?? status}`);
  return { accessKeyId: value("AccessKeyId"), secretAccessKey: value("SecretAccessKey"), sessionToken: value("SessionToken") };
}
