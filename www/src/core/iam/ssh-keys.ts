import { CoreError } from "../problem.ts";
import { descendant, type XmlElement } from "../xml.ts";
import { callIam, type IamCaller } from "./call-iam.ts";
import { iamProblem } from "./problems.ts";

const GONE = { NoSuchEntity: "ssh_key_gone" } as const;
const NOT_UPLOADED = {
  ...GONE,
  DuplicateSSHPublicKey: "ssh_key_duplicate",
  InvalidPublicKey: "ssh_key_not_accepted",
  LimitExceeded: "ssh_key_limit",
  UnrecognizedPublicKeyEncoding: "ssh_key_not_accepted",
} as const;

/** How many keys IAM allows for one user. */
export const MOST_KEYS = 5;

/** A public key that an IAM user has uploaded. */
export interface UserSshKey {
  /** IAM's id of the key, `APKA…`: the user name for SSH. */
  id: string;
  /** An inactive key is refused until it is active again. */
  active: boolean;
  createdAt: Date;
}

/** A key with what only GetSSHPublicKey returns. */
export interface SshKeyContents {
  /** The MD5 fingerprint. */
  fingerprint: string;
  /** The line of the public key file. */
  openssh: string;
}

/**
 * The user's keys, the oldest first.
 *
 * @throws {CoreError}
 */
export async function listSshKeys(caller: IamCaller): Promise<UserSshKey[]> {
  const result = await callIam(caller, "ListSSHPublicKeys", {}, GONE);
  const listed = descendant(result, "SSHPublicKeys");
  if (!listed) throw unreadable();
  return listed.children.map(read).toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

/**
 * The public key itself.
 *
 * @throws {CoreError}
 */
export async function getSshKey(caller: IamCaller, id: string): Promise<SshKeyContents> {
  return contents(await callIam(caller, "GetSSHPublicKey", { SSHPublicKeyId: id, Encoding: "SSH" }, GONE));
}

/**
 * Uploads a public key.
 *
 * @throws {CoreError} `ssh_key_limit` for a sixth key, `ssh_key_duplicate`, `ssh_key_not_accepted`
 */
export async function uploadSshKey(caller: IamCaller, openssh: string): Promise<UserSshKey & SshKeyContents> {
  const result = await callIam(caller, "UploadSSHPublicKey", { SSHPublicKeyBody: openssh }, NOT_UPLOADED);
  const element = descendant(result, "SSHPublicKey");
  if (!element) throw unreadable();
  return { ...read(element), ...contents(result) };
}

/**
 * Makes a key active or inactive.
 *
 * @throws {CoreError}
 */
export async function setSshKeyActive(caller: IamCaller, id: string, active: boolean): Promise<void> {
  await callIam(caller, "UpdateSSHPublicKey", { SSHPublicKeyId: id, Status: active ? "Active" : "Inactive" }, GONE);
}

/**
 * Deletes a key.
 *
 * @throws {CoreError}
 */
export async function deleteSshKey(caller: IamCaller, id: string): Promise<void> {
  await callIam(caller, "DeleteSSHPublicKey", { SSHPublicKeyId: id }, GONE);
}

function read(element: XmlElement): UserSshKey {
  const text = (name: string): string => descendant(element, name)?.text ?? "";
  const [id, createdAt] = [text("SSHPublicKeyId"), new Date(text("UploadDate"))];
  if (id === "" || Number.isNaN(createdAt.getTime())) throw unreadable();
  return { id, active: text("Status") === "Active", createdAt };
}

function contents(result: XmlElement): SshKeyContents {
  const text = (name: string): string => descendant(result, "SSHPublicKey", name)?.text ?? "";
  const [fingerprint, openssh] = [text("Fingerprint"), text("SSHPublicKeyBody")];
  if (fingerprint === "" || openssh === "") throw unreadable();
  return { fingerprint, openssh };
}

function unreadable(): CoreError {
  return new CoreError(iamProblem("iam_unreadable"));
}
