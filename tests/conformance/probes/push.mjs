import { FLUSH, advertisement, packet, report } from "../packets.mjs";

const NONE = "0".repeat(40);

/** Pushes raw commands, and describes the response. */
async function push(target, commands, pack, { capabilities = "report-status side-band-64k", chunked } = {}) {
  const lines = commands.map(([from, to, ref], index) => packet(`${from} ${to} ${ref}${index === 0 ? `\0 ${capabilities}` : ""}`));
  const body = Buffer.concat([...lines, FLUSH, ...(pack ? [pack] : [])]);
  const { status, closed, body: answer } = await target.rpc(target.scratch.name, "git-receive-pack", body, { chunked });
  if (closed) return "the connection is closed";
  if (status !== 200) return `status ${status}`;
  const { form, lines: told } = report(answer);
  return told.length > 0 ? `${form}: ${told.join("; ")}` : form;
}

const probe = (name, source, expected, depends, ask) => ({ name, source, expected, depends, needs: ["scratch"], ask });

/** In this order, because each depends on what the previous ones pushed. */
export default [
  probe(
    "an empty repository's advertisement for fetches",
    "unconfirmed",
    [/^a flush packet only$/, /^capabilities\^\{\} and 0{40}$/],
    "clones of an empty repository, in git and in the page",
    async (target) => {
      const { status, body } = await target.discover(target.scratch.name, "git-upload-pack");
      if (status !== 200) return `status ${status}`;
      const { refs } = advertisement(body);
      return refs.has("capabilities^{}") ? `capabilities^{} and ${refs.get("capabilities^{}")}` : [...refs.keys()].filter(Boolean).join() || "a flush packet only";
    },
  ),
  probe("an empty repository's advertisement for pushes", "unconfirmed", `capabilities^{} and ${NONE}`, "the first push, and the edge's read-only answer", async (target) => {
    const { status, body } = await target.discover(target.scratch.name, "git-receive-pack");
    const { refs } = advertisement(body);
    return status === 200 ? `${[...refs.keys()].join()} and ${[...refs.values()].join()}` : `status ${status}`;
  }),
  probe("the report of a push", "unconfirmed", "packets in side-band 1: unpack ok; ok refs/heads/trunk", "the messages of git and the page after a push", async (target) => {
    const { first, second } = target.scratch.commits;
    return push(target, [[NONE, second, "refs/heads/trunk"]], await target.scratch.pack([first, second]));
  }),
  probe("the first branch becomes the default", "unconfirmed", "trunk", "the first push from the page", async (target) => {
    const { output } = await target.api("GetRepository", { repositoryName: target.scratch.name });
    return output.repositoryMetadata?.defaultBranch ?? "none";
  }),
  probe("a fetch of a reachable SHA", "public", /^200, a pack$/, "fetch by SHA, submodules, pipelines that check out a commit", async (target) => {
    const body = Buffer.concat([packet(`want ${target.scratch.commits.first} side-band-64k\n`), FLUSH, packet("done\n")]);
    const { status, body: answer } = await target.rpc(target.scratch.name, "git-upload-pack", body);
    return `${status}, ${answer.includes("PACK") ? "a pack" : answer.toString("latin1", 0, 60)}`;
  }),
  probe("a push of unknown length", "unconfirmed", /unpack ok; ok refs\/heads\/beside$/, "libgit2, and git above http.postBuffer, push in chunks", async (target) => {
    const { beside } = target.scratch.commits;
    return push(target, [[NONE, beside, "refs/heads/beside"]], await target.scratch.pack([beside]), { chunked: true });
  }),
  probe("a push that CodeCommit rejects", "unconfirmed", /unpack ok; ng refs\/heads\/trunk \S+/, "the messages of git and the page for a rejected branch", async (target) => {
    const { first, second, beside } = target.scratch.commits;
    return push(target, [[first, beside, "refs/heads/trunk"]], await target.scratch.pack([beside], { without: [second] }));
  }),
  probe("a push with offset deltas", "public", /offset deltas are not supported/, "clients that ignore the advertised capabilities: go-git, the page", async (target) => {
    const { first, second, beside } = target.scratch.commits;
    const pack = await target.scratch.pack([first, second, beside], { ofs: true });
    return push(target, [[NONE, second, "refs/heads/offset"]], pack);
  }),
  probe("a push that names an agent", "public", ["the connection is closed", "an empty body", /^status [45]\d\d$/], "clients that send capabilities that are not advertised", async (target) => {
    const { second } = target.scratch.commits;
    const pack = await target.scratch.pack([second], { without: [second] });
    return push(target, [[NONE, second, "refs/heads/agent"]], pack, { capabilities: "report-status side-band-64k agent=conformance/1" });
  }),
  probe("a push without side-band", "unconfirmed", /^packets: unpack ok; ok refs\/heads\/plain$/, "clients that do not request side-band", async (target) => {
    const { second } = target.scratch.commits;
    const pack = await target.scratch.pack([second], { without: [second] });
    return push(target, [[NONE, second, "refs/heads/plain"]], pack, { capabilities: "report-status" });
  }),
  probe("a deleted branch", "public", /unpack ok; ok refs\/heads\/beside$/, "git push --delete", async (target) => {
    const { beside } = target.scratch.commits;
    return push(target, [[beside, NONE, "refs/heads/beside"]], undefined, { capabilities: "report-status side-band-64k delete-refs" });
  }),
];
