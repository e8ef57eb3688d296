import { FLUSH, advertisement, packet } from "../packets.mjs";

const UPLOAD_PACK = "multi_ack_detailed shallow side-band-64k thin-pack allow-tip-sha1-in-want allow-reachable-sha1-in-want";
const RECEIVE_PACK = "side-band-64k report-status delete-refs thin-pack";

async function capabilities(target, service, options) {
  const { status, body } = await target.discover(target.repository, service, options);
  return status === 200 ? advertisement(body) : { capabilities: `status ${status}`, refs: new Map() };
}

export default [
  {
    name: "git-upload-pack's capabilities",
    source: "public",
    expected: UPLOAD_PACK,
    depends: "every fetch: the page finds HEAD without symref, and no client requests filter",
    needs: ["repository"],
    ask: async (target) => (await capabilities(target, "git-upload-pack")).capabilities,
  },
  {
    name: "git-receive-pack's capabilities",
    source: "public",
    expected: RECEIVE_PACK,
    depends: "every push: no atomic, no push options, no OFS deltas; the edge's own read-only advertisement",
    needs: ["repository"],
    ask: async (target) => (await capabilities(target, "git-receive-pack")).capabilities,
  },
  {
    name: "Git-Protocol: version=2",
    source: "unconfirmed",
    expected: "version 0",
    depends: "the protocol version that the edge passes on; git asks for version 2 by default",
    needs: ["repository"],
    async ask(target) {
      const { status, body } = await target.discover(target.repository, "git-upload-pack", { headers: { "git-protocol": "version=2" } });
      if (status !== 200) return `status ${status}`;
      return /version 2\n/.test(body.toString("latin1", 0, 200)) ? "version 2" : "version 0";
    },
  },
  {
    name: "symref",
    source: "public",
    expected: "not advertised",
    depends: "clones of the default branch in the page and with isomorphic-git",
    needs: ["repository"],
    ask: async (target) => (/\bsymref=/.test((await capabilities(target, "git-upload-pack")).capabilities) ? "advertised" : "not advertised"),
  },
  {
    name: "HEAD is the default branch",
    source: "public",
    expected: "HEAD has the object id of defaultBranch",
    depends: "how the page finds the branch to clone",
    needs: ["repository"],
    async ask(target) {
      const { refs } = await capabilities(target, "git-upload-pack");
      const { output } = await target.api("GetRepository", { repositoryName: target.repository });
      const branch = output.repositoryMetadata?.defaultBranch;
      if (!branch) return `no defaultBranch (${output.__type ?? "the repository is empty"})`;
      return refs.get("HEAD") === refs.get(`refs/heads/${branch}`) ? "HEAD has the object id of defaultBranch" : "HEAD has another object id";
    },
  },
  {
    name: "a fetch that names filter, without one",
    source: "public",
    expected: "served",
    depends: "git clone --filter: git warns that it ignores the filter, but still names the capability",
    needs: ["repository"],
    async ask(target) {
      const { refs } = await capabilities(target, "git-upload-pack");
      const lines = [packet(`want ${refs.get("HEAD")} side-band-64k filter\n`), packet("deepen 1\n"), FLUSH, packet("done\n")];
      const { status, body } = await target.rpc(target.repository, "git-upload-pack", Buffer.concat(lines));
      return status === 200 && body.includes("PACK") ? "served" : `status ${status}, ${body.toString("latin1", 4, 64)}`;
    },
  },
  {
    name: "a fetch that asks for a filter",
    source: "unconfirmed",
    expected: [/^ERR /, /^status [45]\d\d$/, "the connection is closed", "an empty body"],
    depends: "clients that request capabilities that are not advertised",
    needs: ["repository"],
    async ask(target) {
      const { refs } = await capabilities(target, "git-upload-pack");
      const lines = [packet(`want ${refs.get("HEAD")} filter\n`), packet("deepen 1\n"), packet("filter blob:none\n"), FLUSH, packet("done\n")];
      const { status, closed, body } = await target.rpc(target.repository, "git-upload-pack", Buffer.concat(lines));
      if (closed) return "the connection is closed";
      if (status !== 200) return `status ${status}`;
      return body.length === 0 ? "an empty body" : body.toString("latin1", 4, 64).trim();
    },
  },
];
