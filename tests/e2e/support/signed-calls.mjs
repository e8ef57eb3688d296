import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";

const FORM = "application/x-www-form-urlencoded; charset=utf-8";
const VERSIONS = { iam: "2010-05-08", sts: "2011-06-15" };

/** AWS's host for a service. */
function awsHost(service, region) {
  if (service === "iam") return "iam.amazonaws.com";
  return `${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** A call of CodeCommit's API. */
export function codecommitCall(action, input = {}) {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `CodeCommit_20150413.${action}` };
  return { service: "codecommit", headers, body: JSON.stringify(input) };
}

/** A call of IAM or STS. */
export function queryCall(service, action, parameters = {}) {
  const body = new URLSearchParams({ Action: action, Version: VERSIONS[service], ...parameters }).toString();
  return { service, headers: { "content-type": FORM }, body };
}

/**
 * A call as AWS's SDK for JavaScript signs it, ready to send.
 *
 * @param {{ service: string, headers?: object, body?: string }} call
 * @param {object} credentials in the AWS SDK's format
 * @param {{ region?: string, host?: string, scope?: string }} [of] the host is AWS's by default, the service in the scope that of
 *   the call
 * @returns {Promise<{ method: "POST", headers: Record<string, string>, body: string }>}
 */
export async function signed({ service, headers = {}, body = "" }, credentials, { region = service === "iam" ? "us-east-1" : "eu-west-1", host = awsHost(service, region), scope = service } = {}) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const signer = new SignatureV4({ service: scope, region, credentials: { accessKeyId, secretAccessKey, sessionToken }, sha256: Sha256 });
  const request = await signer.sign({ method: "POST", protocol: "https:", hostname: host, path: "/", headers: { ...headers, host }, body });
  const { host: _, ...sent } = request.headers;
  return { method: "POST", headers: { ...sent, "content-length": String(Buffer.byteLength(body)) }, body };
}
