import { awsThrough, callerIdentity, type Identity } from "../core/aws.ts";
import { sessionAtEdge, type EdgeConfig } from "../core/edge.ts";
import type { Session } from "../core/session.ts";

/** The owner of the credentials, as the page shows it. */
export interface Principal extends Partial<Identity> {
  name: string;
}

/** Asks STS for the owner of the keys, or the edge for that of the login. */
export async function principalOf(session: Session, { edge, config, region }: { edge: string; config: EdgeConfig; region: string }): Promise<Principal | undefined> {
  const { keys } = session;
  if (keys) return callerIdentity(awsThrough(edge, config), region, keys);
  const authorization = await session.bearer();
  return authorization === undefined ? undefined : { name: (await sessionAtEdge(edge, authorization)).principal };
}
