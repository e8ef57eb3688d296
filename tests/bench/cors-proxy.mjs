// isomorphic-git's CORS proxy, on loopback only.

import { createServer } from "node:http";

import handle from "@isomorphic-git/cors-proxy";

const server = createServer(handle);
server.requestTimeout = 0;
server.listen(Number(process.argv[2]), "127.0.0.1");
