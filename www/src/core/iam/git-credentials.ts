import { CoreError } from "../problem.ts";
import { descendant, type XmlElement } from "../xml.ts";
import { callIam, type IamCaller } from "./call-iam.ts";
import { iamProblem } from "./problems.ts";

const SERVICE = "codecommit.amazonaws.com";
const GONE = { NoSuchEntity: "git_credentials_gone" } as const;

/** How many sets IAM allows for one user. */
export const MOST_SETS = 2;

/** A set of an IAM user's Git credentials, without its password. */
export interface GitCredentials {
  /** IAM's id of the set, `ACCA…`. */
  id: string;
  /** The user name for git, which IAM generates. Renaming the user does not change it. */
  username: string;
  /** An inactive set is refused until it is active again. */
  active: boolean;
  createdAt: Date;
}

/** A set with its password, which IAM shows once. */
export interface NewGitCredentials extends GitCredentials {
  password: string;
}

/**
 * The user's sets, the oldest first.
 *
 * @throws {CoreError}
 */
export async function listGitCredentials(caller: IamCaller): Promise<GitCredentials[]> {
  const result = await callIam(caller, "ListServiceSpecificCredentials", { ServiceName: SERVICE }, GONE);
  const listed = descendant(result, "ServiceSpecificCredentials");
  if (!listed) throw unreadable();
  return listed.children.map(read).toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

/**
 * Makes another set.
 *
 * @throws {CoreError} `git_credentials_limit` for a third set
 */
export async function createGitCredentials(caller: IamCaller): Promise<NewGitCredentials> {
  return withPassword(await callIam(caller, "CreateServiceSpecificCredential", { ServiceName: SERVICE }, { ...GONE, LimitExceeded: "git_credentials_limit" }));
}

/**
 * Gives a set another password. The old password stops working.
 *
 * @throws {CoreError}
 */
export async function resetGitCredentials(caller: IamCaller, id: string): Promise<NewGitCredentials> {
  return withPassword(await callIam(caller, "ResetServiceSpecificCredential", { ServiceSpecificCredentialId: id }, GONE));
}

/**
 * Makes a set active or inactive.
 *
 * @throws {CoreError}
 */
export async function setGitCredentialsActive(caller: IamCaller, id: string, active: boolean): Promise<void> {
  await callIam(caller, "UpdateServiceSpecificCredential", { ServiceSpecificCredentialId: id, Status: active ? "Active" : "Inactive" }, GONE);
}

/**
 * Deletes a set.
 *
 * @throws {CoreError}
 */
export async function deleteGitCredentials(caller: IamCaller, id: string): Promise<void> {
  await callIam(caller, "DeleteServiceSpecificCredential", { ServiceSpecificCredentialId: id }, GONE);
}

function withPassword(result: XmlElement): NewGitCredentials {
  const element = descendant(result, "ServiceSpecificCredential");
  const password = descendant(element, "ServicePassword")?.text;
  if (!element || !password) throw unreadable();
  return { ...read(element), password };
}

function read(element: XmlElement): GitCredentials {
  const text = (name: string): string => descendant(element, name)?.text ?? "";
  const [id, username, createdAt] = [text("ServiceSpecificCredentialId"), text("ServiceUserName"), new Date(text("CreateDate"))];
  if (id === "" || username === "" || Number.isNaN(createdAt.getTime())) throw unreadable();
  return { id, username, active: text("Status") === "Active", createdAt };
}

function unreadable(): CoreError {
  return new CoreError(iamProblem("iam_unreadable"));
}
