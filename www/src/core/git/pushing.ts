import * as git from "isomorphic-git";

import { failure, problemOf } from "../messages.ts";
import { CoreError } from "../problem.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { reachable } from "./ancestry.ts";
import { peeled } from "./commits.ts";
import { joined } from "./joined.ts";
import type { Local } from "./local.ts";
import { objectsToPush } from "./objects-to-push.ts";
import { lineOf, packet, packets } from "./pkt-lines.ts";
import type { Repository } from "./repository.ts";

const NONE = "0".repeat(40);
const SERVICE = "git-receive-pack";
/** What this client understands. CodeCommit aborts a push that names another capability than its own. */
const CAPABILITIES: readonly string[] = ["report-status", "side-band-64k"];
const [PACK, PROGRESS] = [1, 2];
const BRANCH = /^refs\/heads\/(.+)$/;

/** The server's refs, by name. */
type ServerRefs = ReadonlyMap<string, string>;

/**
 * Makes a ref of the server point to an object of the clone; without an object, deletes it. With a lease, replaces it whatever the
 * server loses, but only if it still points to that object. isomorphic-git's own push reads each tree, and rejects those with names
 * that it does not support.
 *
 * @throws {CoreError} `push_rejected` with the server's words, `not_fast_forward`, or `branch_moved` if the lease is over
 */
export async function pushRef({ at, remote }: Local, repositoryRef: RepositoryRef, ref: string, oid: string | undefined, lease?: string): Promise<void> {
  const repository = at(repositoryRef);
  const { http, url } = remote(repositoryRef);
  const { refs, capabilities } = await discovered(http, url);
  const before = refs.get(ref);
  // The server compares the object that it has just named with what the ref points to then.
  if (lease !== undefined && before !== lease) throw failure("branch_moved");
  if (lease === undefined && oid !== undefined && before !== undefined && oid !== before) await assertAllowed(repository, ref, before, oid);
  const command = `${before ?? NONE} ${oid ?? NONE} ${ref}\0 ${CAPABILITIES.filter((name) => capabilities.has(name)).join(" ")}`;
  const pack = oid === undefined ? [] : [await packOf(repository, oid, refs)];
  const { body } = await http.request({
    url: `${url}/${SERVICE}`,
    method: "POST",
    headers: { "content-type": `application/x-${SERVICE}-request`, accept: `application/x-${SERVICE}-result` },
    body: async function* () {
      yield joined([packet(command), packet(null), ...pack]);
    }(),
  });
  assertAccepted(await whole(body), ref);
  await track(repository, ref, oid);
}

async function discovered(http: git.HttpClient, url: string): Promise<{ refs: ServerRefs; capabilities: ReadonlySet<string> }> {
  const info = await git.getRemoteInfo2({ http, url, forPush: true, protocolVersion: 1 });
  return { refs: new Map((info.refs ?? []).map(({ ref, oid }) => [ref, oid])), capabilities: new Set(Object.keys(info.capabilities)) };
}

/** @throws {CoreError} if the server would lose commits, or another tag */
async function assertAllowed(repository: Repository, ref: string, before: string, oid: string): Promise<void> {
  const [, branch] = BRANCH.exec(ref) ?? [];
  if (branch === undefined) throw failure("push_rejected", "The server has a tag of this name at another commit.");
  if (!(await reachable(repository, [oid])).has(before)) throw new CoreError({ ...problemOf("not_fast_forward"), branch });
}

/** A pack of what the server lacks. */
async function packOf(repository: Repository, oid: string, refs: ServerRefs): Promise<Uint8Array> {
  const there = await Promise.all([...refs.values()].map((each) => peeled(repository, each)));
  const oids = await objectsToPush(repository, oid, there.map((each) => each.oid));
  const { packfile } = await git.packObjects({ ...repository, oids });
  if (!packfile) throw failure("git_failed", "The pack could not be made.");
  return packfile;
}

/** Reads the status report, which `httpClient` puts into side-band 1. */
function assertAccepted(bytes: Uint8Array, ref: string): void {
  const banded: Uint8Array[] = [];
  let said = "";
  for (const line of packets(bytes)) {
    if (line?.[0] === PACK) banded.push(line.subarray(1));
    else if (line?.[0] === PROGRESS) said += new TextDecoder().decode(line.subarray(1));
  }
  const report = [...packets(joined(banded))].flatMap((line) => (line ? [lineOf(line)] : []));
  const unpacked = report.find((line) => line.startsWith("unpack "))?.slice("unpack ".length);
  const refused = report.flatMap((line) => /^ng (\S+) (.*)$/s.exec(line)?.slice(1, 3).join(": ") ?? []);
  if (unpacked === "ok" && refused.length === 0 && report.includes(`ok ${ref}`)) return;
  const unpackError = unpacked === undefined || unpacked === "ok" ? "" : `The server could not unpack the push: ${unpacked}`;
  throw failure("push_rejected", [unpackError, ...refused, said.trim()].filter(Boolean).join("\n"));
}

/** Moves the remote-tracking branch. */
async function track(repository: Repository, ref: string, oid: string | undefined): Promise<void> {
  const [, branch] = BRANCH.exec(ref) ?? [];
  if (branch === undefined) return;
  const tracking = `refs/remotes/origin/${branch}`;
  if (oid === undefined) await git.deleteRef({ ...repository, ref: tracking });
  else await git.writeRef({ ...repository, ref: tracking, value: oid, force: true });
}

async function whole(body: AsyncIterable<Uint8Array> | undefined): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body ?? []) parts.push(part);
  return joined(parts);
}
