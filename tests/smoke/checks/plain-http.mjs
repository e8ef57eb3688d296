import { Edge } from "../edge.mjs";
import { Skipped, expect } from "../verdict.mjs";

export const name = "plain http://";

const REMEDY = "Cloudflare dashboard, SSL/TLS, Edge Certificates: Always Use HTTPS; nothing in front of the edge may hide the scheme from it";

export async function check(edge) {
  if (edge.isLoopback) return new Skipped("loopback");
  expect(edge.isHttps, "the address itself is http", "give the https address: EDGE=https://…");
  const clear = new Edge(`http://${edge.hostname}`);
  const repository = await edge.anyRepository();
  let answer;
  try {
    answer = await clear.ask(`${repository}/info/refs?service=git-upload-pack`);
  } catch (error) {
    return `nothing answers (${error.code ?? error.message})`;
  }
  return judge(answer, edge.origin);
}

/** Whether the answer of the clear address keeps credentials out of the clear; says how, or fails the check. */
export function judge({ status, headers }, origin) {
  expect(status !== 401, "http:// asks for credentials, which would then travel in the clear", REMEDY);
  if (status >= 300 && status < 400) {
    expect(headers.location?.startsWith(`${origin}/`), `http:// redirects to ${headers.location}`, REMEDY);
    return `redirected to https (${status})`;
  }
  expect(status >= 400, `http:// answers ${status}`, REMEDY);
  return `refused (${status}${headers["x-codecommit-edge-code"] ? `, ${headers["x-codecommit-edge-code"]}` : ""})`;
}
