import { isRegion, isRepositoryName, serviceHost, signingRegion } from "codecommit-signer/names";
import { init, signRequest } from "codecommit-signer/request";

import type { Keys } from "./credentials.ts";
import type { EdgeConfig } from "./edge.ts";
import { failure, problemFrom } from "./messages.ts";
import { patiently } from "./patiently.ts";
import { refusal as edgeRefusal } from "./refusal.ts";
import { inListWords, type RepositoryList, type RepositorySummary } from "./repositories.ts";

/** The owner of the keys, from STS. */
export interface Identity {
  account: string;
  arn: string;
  /** The name of the role or user. */
  name: string;
  session?: string;
}

export interface Aws {
  /** The edge that relays calls, without a trailing slash; without one, they go to AWS itself. */
  relay?: string;
  endpoints: EdgeConfig["endpoints"];
  fetch?: typeof fetch;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** Waits for this many milliseconds. */
  wait?: (milliseconds: number) => Promise<void>;
}

/** How the page of this edge reaches AWS. */
export function awsThrough(edge: string, { relay, endpoints }: EdgeConfig): Aws {
  return { endpoints, ...(relay && { relay: edge }) };
}

/**
 * The identity that keys belong to, from STS GetCallerIdentity.
 *
 * @throws {CoreError}
 */
export async function callerIdentity(aws: Aws, region: string, keys: Keys): Promise<Identity> {
  const answer = await callJson(aws, "sts", region, keys, { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, "Action=GetCallerIdentity&Version=2011-06-15");
  const { GetCallerIdentityResponse: response } = answer as { GetCallerIdentityResponse?: { GetCallerIdentityResult?: { Account?: unknown; Arn?: unknown } } };
  const { Account: account, Arn: arn } = response?.GetCallerIdentityResult ?? {};
  if (typeof account !== "string" || typeof arn !== "string") throw failure("aws_refused", "The response contains no identity.");
  return { account, arn, ...namesOf(arn) };
}

/** `arn:aws:sts::{account}:assumed-role/{role}/{session}`, `arn:aws:iam::{account}:user/{path}/{name}`. */
function namesOf(arn: string): { name: string; session?: string } {
  const [kind, ...rest] = arn.split(":").slice(5).join(":").split("/");
  if (kind === "assumed-role" && rest.length > 1) return { name: rest[0] ?? "", session: rest.slice(1).join("/") };
  return { name: rest.at(-1) ?? kind ?? arn };
}

/**
 * The account's repositories in a region, by name, without their descriptions.
 *
 * @throws {CoreError}
 */
export async function listRepositories(aws: Aws, region: string, keys: Keys): Promise<RepositoryList> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    // Keys have no profile.
    const page = await inListWords(() => false, () => codecommit(aws, region, keys, "ListRepositories", { sortBy: "repositoryName", order: "ascending", ...(nextToken !== undefined && { nextToken }) }));
    const { repositories = [], nextToken: next } = page as { repositories?: { repositoryName: string }[]; nextToken?: string };
    names.push(...repositories.map(({ repositoryName }) => repositoryName).filter((name) => typeof name === "string" && isRepositoryName(name)));
    nextToken = next;
  } while (nextToken !== undefined && nextToken !== "");
  return { repositories: names.map((name) => ({ name })), complete: true };
}

/** The most names that are described at a time: AWS's limit has been 25 and 100. */
export const BATCH = 25;

/**
 * The descriptions of repositories that have one, by name.
 *
 * @throws {CoreError}
 */
export async function descriptions(aws: Aws, region: string, keys: Keys, names: string[]): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  const { repositories = [] } = (await codecommit(aws, region, keys, "BatchGetRepositories", { repositoryNames: names.slice(0, BATCH) })) as { repositories?: { repositoryName: string; repositoryDescription?: unknown }[] };
  for (const { repositoryName, repositoryDescription: text } of repositories) if (typeof text === "string") known.set(repositoryName, text);
  return known;
}

function codecommit(aws: Aws, region: string, keys: Keys, operation: string, body: object): Promise<unknown> {
  return callJson(aws, "codecommit", region, keys, { "content-type": "application/x-amz-json-1.1", "x-amz-target": `CodeCommit_20150413.${operation}` }, JSON.stringify(body));
}

async function callJson(...request: Parameters<typeof callAws>): Promise<unknown> {
  const text = await callAws(...request);
  try {
    return JSON.parse(text);
  } catch {
    throw failure("aws_refused", "The response is not JSON.");
  }
}

/**
 * Calls an API of AWS and returns the text of the response. Repeats throttled requests. The headers are signed.
 *
 * @throws {CoreError} with AWS's code and message in the detail: `AccessDenied: User: … is not authorized …`
 */
export async function callAws(...request: Parameters<typeof callInTime>): Promise<string> {
  const [{ wait }] = request;
  return patiently(() => callInTime(...request), wait);
}

/** Calls AWS. If AWS rejects the signing time, signs once more with the time that the error names. */
async function callInTime(aws: Aws, ...request: [service: Service, region: string, keys: Keys, headers: Record<string, string>, body: string]): Promise<string> {
  const { clock = Date.now } = aws;
  try {
    return await callAt(clock(), aws, ...request);
  } catch (error) {
    const { code, detail = "" } = problemFrom(error);
    const theirs = code === "clock_skewed" ? awsTime(detail) : undefined;
    if (theirs === undefined) throw error;
    return callAt(theirs, aws, ...request);
  }
}

async function callAt(now: number, { relay, endpoints, fetch: get = fetch }: Aws, service: Service, region: string, keys: Keys, headers: Record<string, string>, body: string): Promise<string> {
  if (!isRegion(region)) throw failure("bad_region");
  await init();
  const host = serviceHost(service, region);
  const origin = endpoints[service] ?? (host && `https://${host}`);
  const scope = signingRegion(service, region);
  if (!origin || !scope) throw failure("aws_unreachable");
  // A relayed call is signed for AWS's host, too.
  const url = `${origin.replace(/\/$/, "")}/`;
  const signed = signRequest({ method: "POST", url, headers, body }, keys, { service, region: scope, now });
  let response: Response;
  try {
    response = await get(relay === undefined ? url : `${relay}/aws/${service}`, { method: "POST", headers: { accept: "application/json", ...headers, ...signed.headers }, body, credentials: "omit", referrerPolicy: "no-referrer" });
  } catch {
    throw failure(relay === undefined ? "aws_unreachable" : "edge_unreachable");
  }
  // AWS's answers never have it.
  if (response.headers.has("x-codecommit-edge-code")) throw await edgeRefusal(response);
  const text = await response.text();
  if (!response.ok) throw refusal(response.status, text);
  return text;
}

/** AWS's time in milliseconds, from "Signature expired: … is now earlier than … (20261125T180000Z - 15 min.)". CORS does not let a page read its `Date` header. */
function awsTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /\((\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z [-+] \d+ min/.exec(text) ?? [];
  return year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

type Service = keyof EdgeConfig["endpoints"];

/** Maps AWS's error codes to the page's; AWS's own code stays in the detail. */
function refusal(status: number, text: string): Error {
  // CodeCommit's API reports throttling as XML with the code as the element's name: <ThrottlingException><Message>Rate exceeded</Message></ThrottlingException>.
  const [, type] = /"(?:__type|Code)"\s*:\s*"(?:[^"#]*#)?([\w.]+)"/.exec(text) ?? /<Code>([\w.]+)<\/Code>/.exec(text) ?? /^\s*(?:<\?xml[^>]*>\s*)?<(\w+(?:Exception|Error))\b/.exec(text) ?? [];
  const [, message] = /"[mM]essage"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text) ?? /<[mM]essage>([^<]*)<\/[mM]essage>/.exec(text) ?? [];
  const detail = [type, message].filter(Boolean).join(": ");
  if (/^ExpiredToken/.test(type ?? "")) return failure("credentials_expired", detail);
  if (/AccessDenied|UnauthorizedOperation/.test(type ?? "")) return failure("access_denied", detail);
  if (status === 429 || /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(type ?? "")) return failure("throttled", detail);
  if (/Signature (?:expired|not yet current)|RequestExpired/i.test(detail)) return failure("clock_skewed", detail);
  if (/SignatureDoesNotMatch|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|IncompleteSignature/.test(type ?? "")) return failure("signature_rejected", detail);
  return failure("aws_refused", detail);
}
