import {
  CreateServiceSpecificCredentialCommand,
  DeleteSSHPublicKeyCommand,
  IAMClient,
  UpdateSSHPublicKeyCommand,
  UploadSSHPublicKeyCommand,
} from "@aws-sdk/client-iam";

/**
 * AWS's own client for IAM, for local AWS. It never retries, so that a test sees the first answer.
 *
 * @param {import("./local-aws.mjs").LocalAws} aws
 * @param {{ accessKeyId: string, secretAccessKey: string, sessionToken?: string }} credentials
 */
export function iamClient(aws, credentials) {
  return new IAMClient({ endpoint: aws.url, region: "us-east-1", credentials, maxAttempts: 1 });
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
