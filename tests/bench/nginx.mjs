import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { answering, freePort, start } from "./processes.mjs";

const REFS = "001e# service=git-upload-pack\\n0000005547d64a18a5a2ff8c0e7d5e3a2a1b0c0d0e0f1a2b HEAD\\n0000";

/** nginx with a fixed ref advertisement, and the same file as every pack. */
export function startOrigin(pack, parent) {
  return startNginx(parent, [
    "location ~ /info/refs$ { default_type application/x-git-upload-pack-advertisement; return 200 \"" + REFS + "\"; }",
    // nginx serves no file for a POST; the internal redirect makes it a GET.
    "location ~ /git-upload-pack$ { error_page 405 =200 /pack; return 405; }",
    `location = /pack { internal; default_type application/x-git-upload-pack-result; alias ${pack}; }`,
  ]);
}

/** nginx as a proxy that keeps connections open and buffers no bodies. */
export function startNginxProxy(upstream, authorization, parent) {
  return startNginx(
    parent,
    [
      "location / {",
      "  proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection \"\";",
      `  proxy_set_header Authorization "${authorization}";`,
      "  proxy_buffering off; proxy_request_buffering off; client_max_body_size 0;",
      "}",
    ],
    `upstream origin { server ${new URL(upstream).host}; keepalive 256; keepalive_requests 1000000; }`,
  );
}

/** With one process, whose CPU time is all of nginx's. */
async function startNginx(parent, locations, outside = "") {
  const directory = mkdtempSync(join(parent, "nginx-"));
  const port = await freePort();
  const kept = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const configuration = `daemon off; master_process off; pid ${directory}/pid; error_log ${directory}/error.log;
events { worker_connections 2048; }
http {
  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000000;
  ${kept.map((name) => `${name}_temp_path ${directory}/${name};`).join(" ")}
  ${outside}
  server {
    listen 127.0.0.1:${port};
    ${locations.join("\n    ")}
  }
}
`;
  writeFileSync(join(directory, "nginx.conf"), configuration);
  const server = start("nginx", ["-p", directory, "-e", `${directory}/error.log`, "-c", join(directory, "nginx.conf")]);
  const url = `http://127.0.0.1:${port}`;
  await answering(url, server);
  return { url, pid: server.pid, close: server.close };
}
