/** Whose keys these are. Only IAM users have Git credentials and SSH keys. */
export type KeyOwner = "user" | "role" | "federated" | "root" | "unknown";

/** The kind of owner that an ARN from STS GetCallerIdentity names. */
export function keyOwner(arn: string): KeyOwner {
  const [, , service, , , ...rest] = arn.split(":");
  const [kind] = rest.join(":").split("/");
  switch (`${service}:${kind}`) {
    case "iam:user":
      return "user";
    case "sts:assumed-role":
      return "role";
    case "sts:federated-user":
      return "federated";
    case "iam:root":
      return "root";
    default:
      return "unknown";
  }
}

/** A region of the ARN's partition, to call its IAM with. */
export function regionOfPartition(arn: string): string {
  switch (arn.split(":")[1]) {
    case "aws-cn":
      return "cn-north-1";
    case "aws-us-gov":
      return "us-gov-west-1";
    case "aws-eusc":
      return "eusc-de-east-1";
    default:
      return "us-east-1";
  }
}
