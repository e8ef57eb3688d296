import { FLUSH, advertisement, packet, packets } from "../packets.mjs";

async function head(target) {
  const { body } = await target.discover(target.repository, "git-upload-pack");
  return advertisement(body).refs.get("HEAD");
}

const depthOne = (id) => Buffer.concat([packet(`want ${id} side-band-64k\n`), packet("deepen 1\n"), FLUSH, packet("done\n")]);

/** Describes the start of a response. */
function answered({ status, closed, body }) {
  if (closed) return "the connection is closed";
  if (status !== 200) return `status ${status}`;
  const [first] = packets(body).filter(Boolean);
  return (first ?? body).toString("latin1", 0, 60).trim().replace(/[0-9a-f]{40}/, "{id}");
}

export default [
  {
    name: "depth",
    source: "public",
    expected: /^shallow \{id\}$/,
    depends: "shallow clones, the page's “Only the latest commit”",
    needs: ["repository"],
    ask: async (target) => answered(await target.rpc(target.repository, "git-upload-pack", depthOne(await head(target)))),
  },
  {
    name: "a fetch with Content-Length",
    source: "public",
    expected: "200",
    depends: "every fetch through the edge",
    needs: ["repository"],
    ask: async (target) => String((await target.rpc(target.repository, "git-upload-pack", depthOne(await head(target)))).status),
  },
  {
    name: "a fetch without Content-Length",
    source: "public",
    expected: ["the connection is closed", /^status 4(00|11)$/],
    depends: "the edge buffers chunked fetch requests, and sends them with their length",
    needs: ["repository"],
    async ask(target) {
      return answered(await target.rpc(target.repository, "git-upload-pack", depthOne(await head(target)), { chunked: true }));
    },
  },
];
