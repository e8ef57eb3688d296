import { once } from "node:events";
import tls from "node:tls";

import { NotAsked } from "../verdict.mjs";

const discovery = (target) => target.discover(target.repository, "git-upload-pack");

export default [
  {
    name: "HTTP version",
    source: "public",
    expected: "HTTP/1.1",
    depends: "nothing; the edge's runtime chooses",
    needs: [],
    async ask(target) {
      if (target.isLocal) return new NotAsked("local AWS speaks no TLS, in which the version is agreed on");
      const socket = tls.connect({ host: target.gitHost, port: 443, servername: target.gitHost, ALPNProtocols: ["h2", "http/1.1"], timeout: 15_000 });
      socket.on("timeout", () => socket.destroy(new Error("no answer within 15 s")));
      await once(socket, "secureConnect");
      const { alpnProtocol } = socket;
      socket.destroy();
      return alpnProtocol === "h2" ? "HTTP/2" : "HTTP/1.1";
    },
  },
  {
    name: "the content type of a discovery",
    source: "public",
    expected: "application/x-git-upload-pack-advertisement",
    depends: "an answer of another type is not relayed to git",
    needs: ["repository"],
    ask: async (target) => (await discovery(target)).headers["content-type"] ?? "absent",
  },
  {
    name: "x-amzn-RequestId",
    source: "public",
    expected: "present",
    depends: "the log, and requests to AWS's support",
    needs: ["repository"],
    ask: async (target) => ((await discovery(target)).headers["x-amzn-requestid"] ? "present" : "absent"),
  },
  {
    name: "Cache-Control",
    source: "public",
    expected: "absent",
    depends: "the edge forbids caching of answers itself",
    needs: ["repository"],
    ask: async (target) => (await discovery(target)).headers["cache-control"] ?? "absent",
  },
  {
    name: "Date",
    source: "unconfirmed",
    expected: "present",
    depends: "a wrong clock is noticed and corrected",
    needs: [],
    ask: async (target) => ((await target.discover("absent", "git-upload-pack", { authorization: null })).headers.date ? "present" : "absent"),
  },
];
