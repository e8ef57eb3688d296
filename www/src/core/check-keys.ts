import { callerIdentity, type Aws, type Identity } from "./aws.ts";
import type { Keys } from "./credentials.ts";
import { failure, problemFrom } from "./messages.ts";
import { CoreError, type Problem } from "./problem.ts";

/** The owner of keys, or why AWS could not be asked for it. */
export type Checked = { identity: Identity; region: string } | { problem: Problem };

/** What AWS says only of keys that are wrong. */
const WRONG: readonly string[] = ["signature_rejected", "credentials_expired"];
/** A region of each of AWS's partitions, which do not know each other's keys. */
const PARTITIONS: readonly (readonly [prefix: RegExp, region: string])[] = [
  [/^cn-/, "cn-north-1"],
  [/^us-gov-/, "us-gov-west-1"],
  [/^(?!cn-|us-gov-)/, "us-east-1"],
];

/**
 * Refuses keys whose own text says that they have expired.
 *
 * @throws {CoreError} `keys_expired`
 */
export function assertNotExpired({ expiration }: Keys, now: number = Date.now()): void {
  if (expiration === undefined || expiration.getTime() > now) return;
  const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(expiration);
  throw failure("keys_expired", `They were valid until ${date} UTC.`);
}

/**
 * Asks AWS whose keys these are. Keys of another partition than the region's are looked for there, as far as the edge allows
 * its regions.
 *
 * @throws {CoreError} if AWS says that the keys are wrong
 */
export async function checkKeys(aws: Aws, region: string, keys: Keys, allowed?: readonly string[]): Promise<Checked> {
  let wrong: CoreError | undefined;
  for (const each of [region, ...elsewhere(region, allowed)]) {
    try {
      return { identity: await callerIdentity(aws, each, keys), region: each };
    } catch (error) {
      const problem = problemFrom(error);
      // The first answer is about the region that the user expects.
      if (!WRONG.includes(problem.code)) return wrong ? reject(wrong) : { problem };
      wrong ??= new CoreError(problem, { cause: error });
      if (problem.code === "credentials_expired") break;
    }
  }
  return reject(wrong);
}

function elsewhere(region: string, allowed?: readonly string[]): string[] {
  const others = PARTITIONS.filter(([prefix]) => !prefix.test(region));
  return others.flatMap(([prefix, usual]) => (allowed ? (allowed.find((each) => prefix.test(each)) ?? []) : usual));
}

function reject(error: CoreError | undefined): never {
  throw error ?? failure("aws_refused");
}
