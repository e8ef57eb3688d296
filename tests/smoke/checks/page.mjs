import { expect } from "../verdict.mjs";

export const name = "page and its policy";

const REDEPLOY = "build and deploy again with `make deploy`";
const TAMPERED = "something in front of the edge changes its answers (Rocket Loader, Web Analytics, email obfuscation): turn it off for this host";

export async function check(edge) {
  const { status, headers, body } = await edge.ask("/");
  expect(status === 200, `GET / answered ${status}`, REDEPLOY);
  expect(headers["content-type"]?.startsWith("text/html"), `GET / is ${headers["content-type"]}: the browser client is not deployed`, REDEPLOY);
  checkPolicy(headers["content-security-policy"] ?? "");
  checkMarkup(body);

  const assets = [...body.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
  expect(assets.length > 0, "the page loads no files", REDEPLOY);
  for (const path of assets) {
    const asset = await edge.ask(path);
    expect(asset.status === 200, `${path} answered ${asset.status}`, REDEPLOY);
    expect(/javascript|css/.test(asset.headers["content-type"] ?? ""), `${path} is ${asset.headers["content-type"]}`, REDEPLOY);
  }
  return `Content-Security-Policy without inline code; ${assets.length} files load`;
}

function checkPolicy(policy) {
  const directives = new Map(policy.split(/\s*;\s*/).map((text) => [text.split(" ")[0], text.split(" ").slice(1)]));
  expect(directives.get("default-src")?.join() === "'none'", `Content-Security-Policy is ${policy || "absent"}`, TAMPERED);
  for (const [directive, sources] of directives) {
    const lax = sources.find((source) => ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"].includes(source));
    expect(!lax, `${directive} allows ${lax}`, TAMPERED);
  }
  expect(directives.get("frame-ancestors")?.join() === "'none'", "the page may be framed", TAMPERED);
}

function checkMarkup(html) {
  const inline = /<script(?![^>]*\ssrc=)[^>]*>|<[^>]*\son[a-z]+\s*=|<style[\s>]/i.exec(html);
  expect(!inline, `the page has inline code: ${inline?.[0]}`, TAMPERED);
  const foreign = /(?:src|href)="(?:https?:)?\/\/[^"]*"/i.exec(html);
  expect(!foreign, `the page loads a file from elsewhere: ${foreign?.[0]}`, TAMPERED);
}
