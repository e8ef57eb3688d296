import { callAws, type Aws } from "../aws.ts";
import type { Keys } from "../credentials.ts";
import { problemFrom } from "../messages.ts";
import { CoreError } from "../problem.ts";
import { descendant, parseXml, type XmlElement } from "../xml.ts";
import { iamProblem, type IamCode } from "./problems.ts";

/** An IAM user as the caller of IAM. */
export interface IamCaller {
  aws: Aws;
  /** Any region of the partition; IAM is global. */
  region: string;
  keys: Keys;
  /** The name of the user whose credentials these calls are about. */
  userName: string;
}

/** What IAM's own error codes mean for an operation. */
export type IamRefusals = Readonly<Record<string, IamCode>>;

/** What they mean for every operation. */
const REFUSALS: IamRefusals = { LimitExceeded: "iam_limit", NoSuchEntity: "iam_gone", ConcurrentModification: "iam_busy" };

/**
 * Calls an operation of IAM for the caller's own user, and returns the `{operation}Result` element, or an empty element if the response has no result.
 *
 * @throws {CoreError}
 */
export async function callIam({ aws, region, keys, userName }: IamCaller, operation: string, parameters: Record<string, string>, refusals: IamRefusals = {}): Promise<XmlElement> {
  const body = new URLSearchParams({ Action: operation, Version: "2010-05-08", UserName: userName, ...parameters }).toString();
  // IAM's documented responses are XML. Like AWS's SDKs, the page does not ask for another format.
  const headers = { accept: "*/*", "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  let text: string;
  try {
    text = await callAws(aws, "iam", region, keys, headers, body);
  } catch (error) {
    throw refused(error, operation, keys, refusals);
  }
  const response = parseXml(text);
  if (response?.name !== `${operation}Response`) throw new CoreError(iamProblem("iam_unreadable"));
  return descendant(response, `${operation}Result`) ?? { name: "", text: "", children: [] };
}

function refused(error: unknown, operation: string, keys: Keys, refusals: IamRefusals): CoreError {
  const problem = problemFrom(error);
  const { code, detail = "" } = problem;
  const [type = ""] = detail.split(":", 1);
  const of = (known: IamCode): CoreError => new CoreError(iamProblem(known, { detail, operation }), { cause: error });
  if (code === "access_denied") return of("iam_denied");
  // Session keys that a user requested without MFA work for other services.
  if (code === "signature_rejected" && type === "InvalidClientTokenId" && keys.sessionToken !== undefined) return of("iam_session_without_mfa");
  if (code !== "aws_refused") return new CoreError(problem, { cause: error });
  const known = { ...REFUSALS, ...refusals };
  return of((Object.hasOwn(known, type) && known[type]) || "iam_refused");
}
