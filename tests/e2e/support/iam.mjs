import { Readable } from "node:stream";

import {
  CreateServiceSpecificCredentialCommand,
  DeleteSSHPublicKeyCommand,
  IAMClient,
  UpdateSSHPublicKeyCommand,
  UploadSSHPublicKeyCommand,
} from "@aws-sdk/client-iam";

import { exchange } from "./http.mjs";

/**
 * AWS's own client for IAM, for local AWS. It never retries, so that a test sees the first answer.
 *
 * @param {import("./local-aws.mjs").LocalAws} aws
 * @param {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string }} credentials
 */
export function iamClient(aws, credentials) {
  return new IAMClient({ endpoint: aws.url, region: "us-east-1", credentials, maxAttempts: 1 });
}

/**
 * AWS's own client for IAM, which signs for AWS's host and sends its calls through an edge. The headers with which it describes
 * itself are left out, because it would sign them and the edge does not forward them.
 */
export function relayedIamClient(edge, credentials) {
  const requestHandler = {
    async handle({ method, headers: { host: _, ...headers }, body }) {
      const { status, headers: received, body: answer } = await exchange(`${edge.url}/aws/iam`, { method, headers, body });
      return { response: { statusCode: status, headers: received, body: Readable.from([answer]) } };
    },
  };
  const client = new IAMClient({ region: "us-east-1", credentials, requestHandler, maxAttempts: 1 });
  const unsigned = (next) => (step) => {
    const { headers } = step.request;
    for (const name of Object.keys(headers)) if (/^(?:amz-sdk-|x-amz-user-agent$)/.test(name)) delete headers[name];
    return next(step);
  };
  client.middlewareStack.addRelativeTo(unsigned, { name: "unsigned", relation: "before", toMiddleware: "httpSigningMiddleware" });
  return client;
}

/** An IAM user with access keys, who calls IAM for themselves. */
export class IamUser {
  #client;

  constructor(aws, name, credentials) {
    this.name = name;
    this.#client = iamClient(aws, credentials);
  }

  /** Creates one with the admin API's `fields`. */
  static async create(aws, fields) {
    return new IamUser(aws, fields.name, await aws.user(fields));
  }

  /** Generates Git credentials: `{ ServiceUserName, ServicePassword, ServiceSpecificCredentialId, … }`. */
  async gitCredentials() {
    const input = { UserName: this.name, ServiceName: "codecommit.amazonaws.com" };
    return (await this.#client.send(new CreateServiceSpecificCredentialCommand(input))).ServiceSpecificCredential;
  }

  /** Uploads a public key, and returns its id. */
  async uploadKey(publicKey) {
    const input = { UserName: this.name, SSHPublicKeyBody: publicKey };
    return (await this.#client.send(new UploadSSHPublicKeyCommand(input))).SSHPublicKey.SSHPublicKeyId;
  }

  /** @param {"Active" | "Inactive"} Status */
  setKeyStatus(SSHPublicKeyId, Status) {
    return this.#client.send(new UpdateSSHPublicKeyCommand({ UserName: this.name, SSHPublicKeyId, Status }));
  }

  deleteKey(SSHPublicKeyId) {
    return this.#client.send(new DeleteSSHPublicKeyCommand({ UserName: this.name, SSHPublicKeyId }));
  }
}
