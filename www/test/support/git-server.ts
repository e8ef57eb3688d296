import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** CodeCommit's advertised capabilities. */
const CODECOMMIT = {
  "git-upload-pack": "multi_ack_detailed shallow side-band-64k thin-pack allow-tip-sha1-in-want allow-reachable-sha1-in-want",
  "git-receive-pack": "side-band-64k report-status delete-refs thin-pack",
};

/** Replaces git's response; receives it, or nothing if git should not be called. */
export type Replaced = (request: { method: string; path: string }) => ((body: Buffer) => Buffer | string) | undefined;

/**
 * A real `git http-backend` at an edge's addresses, under any profile, with CodeCommit's capabilities, or with `all` of git's.
 * It rejects an authorization if `refused` returns a code for it.
 */
export async function startGitServer(refused: (authorization: string) => string | undefined, { all = false } = {}) {
  let replaced: Replaced = () => undefined;
  const root = mkdtempSync(join(tmpdir(), "www-git-"));
  const bare = join(root, "eu-west-1", "app");
  const git = (...given: string[]): string => execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "protocol.file.allow=always", ...given], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  git("init", "-q", "--bare", "-b", "main", bare);
  git("-C", bare, "config", "http.receivepack", "true");
  git("-C", bare, "config", "uploadpack.allowReachableSHA1InWant", "true");

  /** Replaces the capabilities in an advertisement, which are in the first packet after the service's name. */
  function asCodeCommit(path: string, body: Buffer): Buffer {
    const [, service] = /\/info\/refs\?service=(git-(?:upload|receive)-pack)$/.exec(path) ?? [];
    if (service === undefined || all) return body;
    const text = body.toString("latin1");
    const [, start = "", , ref = "", rest = ""] = /^(....# service=[^\n]+\n0000)(....)([^\0]+)\0[^\n]+\n(.*)$/s.exec(text) ?? [];
    if (ref === "") return body;
    const line = `${ref}\0${CODECOMMIT[service as keyof typeof CODECOMMIT]}\n`;
    return Buffer.from(`${start}${(line.length + 4).toString(16).padStart(4, "0")}${line}${rest}`, "latin1");
  }

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
      const output = Buffer.concat(chunks);
      const end = output.indexOf("\r\n\r\n");
      const headers = Object.fromEntries(output.subarray(0, end).toString().split("\r\n").map((line) => line.split(": ", 2)));
      const { Status: status = "200", ...rest } = headers;
      const { method = "", url: path = "" } = request;
      const body = asCodeCommit(path, output.subarray(end + 4));
      response.writeHead(Number.parseInt(status, 10), rest).end(replaced({ method, path })?.(body) ?? body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    edge: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bare,
    root,
    git,
    /** Replaces responses from now on. */
    replace(by: Replaced): void {
      replaced = by;
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true });
    },
  };
}
