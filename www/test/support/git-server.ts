import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A real `git http-backend` at the addresses of an edge, under any profile, which refuses authorizations with the codes of `refused`. */
export async function startGitServer(refused: (authorization: string) => string | undefined) {
  const root = mkdtempSync(join(tmpdir(), "www-git-"));
  const bare = join(root, "eu-west-1", "app");
  const git = (...given: string[]): string => execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "protocol.file.allow=always", ...given], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  git("init", "-q", "--bare", "-b", "main", bare);
  git("-C", bare, "config", "http.receivepack", "true");

  const server = createServer((request, response) => {
    const code = refused(request.headers.authorization ?? "");
    if (code !== undefined) {
      response.writeHead(401, { "x-codecommit-edge-code": code }).end("codecommit-edge: sign again\n");
      return;
    }
    const { pathname, search } = new URL(request.url ?? "/", "http://edge");
    const backend = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env["PATH"],
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: pathname.replace(/^.*(?=\/eu-west-1\/)/, ""),
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        REMOTE_USER: "ada",
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    backend.on("close", () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf("\r\n\r\n");
      const headers = Object.fromEntries(all.subarray(0, end).toString().split("\r\n").map((line) => line.split(": ", 2)));
      const { Status: status = "200", ...rest } = headers;
      response.writeHead(Number.parseInt(status, 10), rest).end(all.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    edge: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bare,
    root,
    git,
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true });
    },
  };
}
