import { isRegion, serviceHost } from "codecommit-signer/names";

import type { RepositoryRef } from "./repository-ref.ts";

/** What a text says about a repository. Its names may still break the edge's grammar. */
export type Addressed = Pick<RepositoryRef, "repository"> & Partial<RepositoryRef>;

/**
 * The repository that a text names, in any form that users copy: a name; `{region}/{repository}`, perhaps after a profile;
 * `git clone` and its address; the addresses of CodeCommit for HTTPS and SSH, of git-remote-codecommit, of this edge, of this
 * page and of AWS's console; an ARN. Undefined if it is something else, such as another host's address.
 */
export function repositoryIn(text: string, edge: string): Addressed | undefined {
  const words = text.trim().split(/\s+/).map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
  const [word = "", ...more] = words.length === 1 ? words : words.filter(isAddress);
  if (word === "" || more.length > 0) return undefined;
  const [, account = "", host, scpPath] = /^([\w-]+@)?([\w.-]+):\/?(v1\/repos\/.*)$/.exec(word) ?? [];
  if (host !== undefined) return inUrl(`ssh://${account}${host}/${scpPath}`, edge);
  const arn = /^arn:aws[a-z-]*:codecommit:([^:]*):\d{12}:([^:]+)$/.exec(word);
  if (arn) return { region: arn[1] ?? "", repository: arn[2] ?? "" };
  // The profile is one of the AWS CLI's, and may contain an @.
  const helper = /^codecommit:(?::([^:/]+):)?\/\/(?:.*@)?([^/@]+)\/?$/.exec(word);
  if (helper) return { repository: bare(helper[2] ?? ""), ...(helper[1] !== undefined && { region: helper[1] }) };
  if (/^[a-z]+:\/\//i.test(word)) return inUrl(word, edge);
  if (word.includes(":")) return undefined;
  const [first = ""] = word.split("/");
  return first.includes(".") && word.includes("/") ? inUrl(`https://${word}`, edge) : atPath(word);
}

function isAddress(word: string): boolean {
  return /^(?:[a-z]+:\/\/|arn:|codecommit:)|:\/?v1\/repos\//i.test(word);
}

function inUrl(text: string, edge: string): Addressed | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  if (isWeb && url.host === new URL(edge).host) return atEdge(url, edge);
  if (isWeb || url.protocol === "ssh:") return onHost(url.hostname, url.pathname) ?? inConsole(url);
  return undefined;
}

/** An address of this edge, for git or of the page. */
function atEdge({ hash, pathname, search }: URL, edge: string): Addressed | undefined {
  if (pathname === "/" && hash.startsWith("#/")) return inHash(hash.slice(2));
  if (pathname === "/" && search.startsWith("?https://")) return inUrl(search.slice(1), edge);
  const path = pathname.replace(/\/(?:info\/refs|git-upload-pack|git-receive-pack)$/, "");
  const [, host, rest] = /^\/([^/]+)(\/v1\/repos\/.*)$/.exec(path) ?? [];
  if (host !== undefined && rest !== undefined) return onHost(host, rest);
  const [, name] = /^\/v1\/repos\/([^/]+)\/?$/.exec(path) ?? [];
  return name === undefined ? atPath(path.replace(/^\//, "")) : { repository: bare(name) };
}

/** The repository of a view's address: `{profile}/{region}/{repository}/tree/main`. */
function inHash(address: string): Addressed | undefined {
  const [path = ""] = address.split("?");
  const parts = path.split("/");
  return atPath(parts.slice(0, isRegion(parts[0] ?? "") ? 2 : 3).join("/"));
}

/** `{repository}`, `{region}/{repository}` or `{profile}/{region}/{repository}`. */
function atPath(path: string): Addressed | undefined {
  const parts = bare(path).split("/");
  const [repository = "", region, profile] = parts.reverse();
  if (parts.length > 3 || repository === "") return undefined;
  return { repository, ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
}

/** CodeCommit's host for HTTPS or SSH: the public one, with FIPS, or of a VPC endpoint. */
function onHost(host: string, path: string): Addressed | undefined {
  const [, vpc, region = "", suffix] = /^(vpce-[a-z0-9-]+\.)?git-codecommit(?:-fips)?\.([a-z0-9-]+)\.([a-z.]+)$/.exec(host) ?? [];
  const expected = serviceHost("git-codecommit", region)?.slice(`git-codecommit.${region}.`.length);
  const [, name] = /^\/v1\/repos\/([^/]+)\/?$/.exec(path) ?? [];
  if (expected === undefined || name === undefined || suffix !== (vpc ? `vpce.${expected}` : expected)) return undefined;
  return { region, repository: bare(name) };
}

/** AWS's console, which has hosts for regions, and for several accounts at a time. */
function inConsole({ hostname, pathname, searchParams }: URL): Addressed | undefined {
  const [host, of] = CONSOLE.exec(hostname) ?? [];
  const [, repository] = /^\/codesuite\/codecommit\/repositories\/([^/]+)/.exec(pathname) ?? [];
  if (host === undefined || repository === undefined) return undefined;
  const region = searchParams.get("region") ?? of;
  return { repository, ...(region && { region }) };
}

const CONSOLE = /^(?:(?:[a-z0-9-]+\.)?([a-z0-9-]+)\.)?console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com|amazonaws-eusc\.eu)$/;

/** Without what git tolerates after a repository's name. */
function bare(text: string): string {
  return text.replace(/\/$/, "").replace(/(?<=.)\.git$/, "");
}
