// A server that reads every body completely and then answers like a push. It is a separate process, because it needs a
// processor core.

import { createServer } from "node:http";

const server = createServer((request, response) => {
  request.on("data", () => {}).on("end", () => {
    response.writeHead(200, { "content-type": "application/x-git-receive-pack-result" }).end("0000");
  });
});
server.requestTimeout = 0;
server.listen(Number(process.argv[2]), "127.0.0.1");
