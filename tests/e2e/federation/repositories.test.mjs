// The list of repositories that the edge reads with the caller's role.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, afterEach, test } from "node:test";

import { accessKeys, basic, gitPassword } from "../support/credentials.mjs";
import { eventually } from "../support/eventually.mjs";
import { trustWebIdentity } from "../support/local-aws.mjs";
import { ORIGIN, SessionWorld, ask, bearer } from "../support/session-world.mjs";
import { personToken } from "../support/tokens.mjs";

const REGION = "eu-west-1";
const LIST = { actions: ["codecommit:ListRepositories"], repositories: ["*"] };
const DESCRIBE = { actions: ["codecommit:BatchGetRepositories"], repositories: ["*"] };
const GIT = { actions: ["codecommit:Git*"], repositories: ["*"] };

const sessions = await SessionWorld.start();
after(() => sessions.close());
const { aws, sts, vars, world } = sessions;
afterEach(() => aws.clearFaults());
await aws.repository(REGION, "docs", { description: "<b>Texts</b> & pictures" });
await aws.repository(REGION, "secret", { description: "Not for everyone" });
await aws.repository("us-east-1", "elsewhere");
const edge = await world.edge(
  { ...vars, PROFILES: { ...vars.PROFILES, pipeline: { ...vars.PROFILES.pipeline, repositories: ["app", "docs"], regions: [REGION, "us-east-1"] } } },
  { isolates: 2 },
);

const token = async (claims) => bearer(await sessions.jwt(claims));

/** The answer, with its JSON as `list`. */
async function asked(query, authorization, { url = edge.url, headers = {} } = {}) {
  const answer = await ask(`${url}/session/repositories?${query}`, authorization, { method: "GET", headers: { accept: "application/json", ...headers } });
  return { ...answer, list: JSON.parse(answer.body), line: await lineOf(answer) };
}

function lineOf({ headers }) {
  return eventually("a line in the log", () => edge.logs().find(({ request_id }) => request_id === headers["x-request-id"]));
}

/** The address of an edge, until the test ends, whose profile `pipeline` has a role that may do only this. */
async function allowing(t, ...allow) {
  const provider = await aws.oidcProvider({ url: sessions.provider.issuer, client_ids: ["codecommit-edge"] });
  const name = `role-${Math.random().toString(36).slice(2)}`;
  const role_arn = await aws.role({ name, allow, trust: trustWebIdentity(provider, sessions.provider.issuer, { aud: "codecommit-edge", sub: "*" }) });
  const limited = await world.edge({ ...vars, PROFILES: { ...vars.PROFILES, pipeline: { role_arn } }, UPSTREAM_TIMEOUT_SECONDS: 1 });
  t.after(() => limited.close());
  return limited.url;
}

const ALL = [{ name: "app" }, { name: "docs", description: "<b>Texts</b> & pictures" }, { name: "secret", description: "Not for everyone" }];

test("lists what the profile allows, with descriptions, and caches nothing", async () => {
  for (const repeat of [1, 2]) {
    const since = await aws.mark();
    const { status, headers, list, line } = await asked(`region=${REGION}&profile=pipeline`, await token());
    assert.deepEqual([status, list], [200, { profile: "pipeline", region: REGION, repositories: ALL.slice(0, 2), complete: true, described: true }]);
    assert.equal(headers["cache-control"], "no-store");
    const calls = (await aws.requests(since)).filter(({ service }) => service === "codecommit");
    assert.deepEqual(calls.map(({ action, status, region }) => [action, status, region]), [["ListRepositories", 200, REGION], ["BatchGetRepositories", 200, REGION]], `${repeat}`);
    assert.ok(calls.every(({ principal }) => principal.includes(":assumed-role/pipeline/")));
    const { route, service, action, region, profile, role, identity, upstream_status } = line;
    assert.deepEqual(
      { route, service, action, region, profile, identity, upstream_status },
      { route: "repositories", service: "codecommit", action: "ListRepositories", region: REGION, profile: "pipeline", identity: "web_identity", upstream_status: 200 },
    );
    assert.match(role, /:role\/pipeline$/);
  }
  const { list } = await asked("region=us-east-1", await token());
  assert.deepEqual([list.profile, list.repositories], ["pipeline", []], "the profile does not have the repository that is there");
});

test("asks STS for a session that may only list", async () => {
  const since = await aws.mark();
  await asked(`region=${REGION}&profile=people`, bearer(await personToken(sessions.provider, { user: "alice" })));
  const [{ policy }] = (await aws.requests(since)).filter(({ service }) => service === "sts");
  const { Statement: statements } = typeof policy === "string" ? JSON.parse(policy) : policy;
  assert.deepEqual(statements.flatMap(({ Action }) => Action).sort(), ["codecommit:BatchGetRepositories", "codecommit:ListRepositories"]);
});

test("lists for a session, whether it holds an identity or the role's credentials", async () => {
  const alice = bearer(await personToken(sessions.provider, { user: "alice" }));
  for (const [profile, authorization, expected] of [
    ["people", alice, ALL],
    ["pipeline", await token(), ALL.slice(0, 2)],
    ["reading", await token(), ALL],
  ]) {
    const { token: session } = await sessions.opened(`?profile=${profile}`, authorization, edge.url);
    const { status, list, line } = await asked(`region=${REGION}`, bearer(session));
    assert.deepEqual([status, list.profile, list.repositories], [200, profile, expected]);
    assert.deepEqual([line.identity, line.profile], ["session", profile]);
    const other = await asked(`region=${REGION}&profile=plain`, bearer(session));
    assert.deepEqual([other.status, other.list.code], [403, "access_denied"]);
  }
});

test("lists with access keys, and not with credentials that are for git only", async () => {
  const keys = await aws.credentials();
  const { list } = await asked(`region=${REGION}`, basic(accessKeys(keys)));
  assert.deepEqual([list.profile, list.repositories], [null, ALL]);
  const signed = await asked(`region=${REGION}`, basic(gitPassword(keys, `${REGION}/app`)));
  assert.deepEqual([signed.status, signed.list.code], [401, "unrecognised_credential"]);
});

test("two callers with different roles get their own lists, also from one isolate", async (t) => {
  const poor = await allowing(t, GIT);
  const rich = await asked(`region=${REGION}&profile=pipeline`, await token());
  assert.equal(rich.status, 200);
  const refused = await ask(`${poor}/session/repositories?region=${REGION}&profile=pipeline`, await token(), { method: "GET" });
  assert.equal(refused.status, 403);
  const alice = await asked(`region=${REGION}&profile=people`, bearer(await personToken(sessions.provider, { user: "alice" })));
  const again = await asked(`region=${REGION}&profile=pipeline`, await token());
  assert.deepEqual([alice.list.repositories.length, again.list.repositories.length], [3, 2]);
});

test("a role without the permission is told which one; without descriptions the names are listed", async (t) => {
  const refused = await ask(`${await allowing(t, GIT, DESCRIBE)}/session/repositories?region=${REGION}&profile=pipeline`, await token(), { method: "GET" });
  assert.deepEqual([refused.status, refused.headers["x-codecommit-edge-code"]], [403, "access_denied"]);
  assert.match(refused.body.toString(), /is not authorized to perform: codecommit:ListRepositories on resource: \*/);
  const named = await ask(`${await allowing(t, LIST)}/session/repositories?region=${REGION}&profile=pipeline`, await token(), { method: "GET" });
  const { repositories, complete, described } = JSON.parse(named.body);
  assert.deepEqual([repositories, complete, described], [ALL.map(({ name }) => ({ name })), true, false]);
});

test("says that AWS asks for fewer requests, fails, or is too slow", async (t) => {
  const slow = await allowing(t, LIST, DESCRIBE);
  const query = `region=${REGION}&profile=pipeline`;
  const aim = { service: "codecommit", action: "ListRepositories" };
  const refusal = async (url) => {
    const { status, headers } = await ask(`${url}/session/repositories?${query}`, await token(), { method: "GET" });
    return [status, headers["x-codecommit-edge-code"], headers["retry-after"] ?? null];
  };
  for (const [fault, expected] of [
    [{ status: 400 }, [429, "throttled", "5"]],
    [{ status: 429 }, [429, "throttled", "5"]],
    [{ status: 500 }, [502, "upstream_unreachable", null]],
    [{ reset: true }, [502, "upstream_unreachable", null]],
    [{ delay_ms: 1_500 }, [504, "upstream_timeout", null]],
  ]) {
    await aws.fault(fault, aim);
    assert.deepEqual(await refusal(slow), expected, JSON.stringify(fault));
  }
  await aws.fault({ delay_ms: 1_500 }, { ...aim, action: "BatchGetRepositories" });
  const late = await ask(`${slow}/session/repositories?${query}`, await token(), { method: "GET" });
  assert.deepEqual(JSON.parse(late.body).described, false);
});

test("gets new credentials if AWS has revoked the ones that it holds", async () => {
  const authorization = await token({ sub: "revoked" });
  const query = `region=${REGION}&profile=pipeline`;
  assert.equal((await asked(query, authorization)).line.sts_calls, 1);
  assert.equal((await asked(query, authorization)).line.sts_calls, 0);
  await aws.expire({ accessKeyId: sts.issued.at(-1)[0] });
  const { status, line } = await asked(query, authorization);
  assert.deepEqual([status, line.sts_calls], [200, 1]);
});

test("says when the list is cut", async () => {
  for (let number = 0; number <= 1000; number++) mkdirSync(world.bare("eu-west-2", `r${String(number).padStart(4, "0")}`), { recursive: true });
  const { list } = await asked("region=eu-west-2", basic(accessKeys(await aws.credentials())));
  assert.deepEqual([list.repositories.length, list.repositories.at(-1).name, list.complete], [1000, "r0999", false]);
});

test("pages of other origins may read the list only if they may use the edge", async () => {
  const query = `region=${REGION}&profile=pipeline`;
  const own = await asked(query, await token(), { headers: { origin: ORIGIN } });
  assert.equal(own.headers["access-control-allow-origin"], ORIGIN);
  const other = await asked(query, await token(), { headers: { origin: "https://evil.example" } });
  assert.deepEqual([other.status, other.list.code, other.headers["access-control-allow-origin"]], [403, "origin_not_allowed", undefined]);
  const preflight = await ask(`${edge.url}/session/repositories`, undefined, { method: "OPTIONS", headers: { origin: ORIGIN } });
  assert.equal(preflight.headers["access-control-allow-methods"], "GET, OPTIONS");
});
