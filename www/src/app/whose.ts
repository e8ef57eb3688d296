import type { EdgeConfig, Identity } from "../core/api.ts";
import { callerIdentity } from "../core/aws.ts";
import { sessionAtEdge } from "../core/edge.ts";
import type { Session } from "../core/session.ts";

/** Whose the credentials are, as the page shows it. */
export interface Whose extends Partial<Identity> {
  name: string;
}

/** Asks STS whose keys these are, or the edge whose login it is. */
export async function whose(session: Session, { edge, config, region }: { edge: string; config: EdgeConfig; region: string }): Promise<Whose | undefined> {
  const { keys } = session;
  if (keys) return callerIdentity({ endpoints: config.endpoints }, region, keys);
  const authorization = await session.bearer();
  return authorization === undefined ? undefined : { name: (await sessionAtEdge(edge, authorization)).principal };
}
