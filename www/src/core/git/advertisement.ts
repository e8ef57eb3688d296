import { failure } from "../messages.ts";
import { joined } from "./joined.ts";
import { lineOf, packet, packets } from "./pkt-lines.ts";

const NO_REFS = /^0{40} capabilities\^\{\}\0/;
/** Usual default branches, the most likely first. */
const USUAL = ["refs/heads/main", "refs/heads/master"];

/**
 * Completes a ref advertisement for isomorphic-git: adds the `symref` of HEAD, which CodeCommit omits, and the packets that
 * isomorphic-git requires.
 *
 * @throws {CoreError} `remote_error` if the server sent an error instead
 */
export function completed(bytes: Uint8Array, service: string): Uint8Array {
  const lines = [...packets(bytes)];
  for (const line of lines) if (line) assertNoError(line);
  const refs = lines.flatMap((line) => (line ? lineOf(line) : [])).filter((text) => !text.startsWith("# service="));
  // A server may advertise an empty repository with flush packets only.
  if (lines.length > 0 && refs.length === 0) return joined([packet(`# service=${service}\n`), packet(null), packet(null)]);
  const [first = ""] = refs;
  const [, capabilities] = first.split("\0", 2);
  if (service !== "git-upload-pack" || capabilities === undefined || NO_REFS.test(first) || /(?:^| )symref=HEAD:/.test(capabilities)) return bytes;
  const oids = new Map(refs.map((text) => text.split("\0", 1)[0]?.split(" ", 2) ?? []).map(([oid = "", name = ""]) => [name, oid]));
  const branch = branchOfHead(oids);
  if (branch === undefined) return bytes;
  const head = oids.get("HEAD") ?? oids.get(branch) ?? "";
  oids.delete("HEAD");
  return joined([
    packet(`# service=${service}\n`),
    packet(null),
    packet(`${head} HEAD\0${capabilities} symref=HEAD:${branch}\n`),
    ...[...oids].map(([name, oid]) => packet(`${oid} ${name}\n`)),
    packet(null),
  ]);
}

/** The most likely branch with HEAD's object ID; without HEAD, the most likely of all branches. */
function branchOfHead(oids: ReadonlyMap<string, string>): string | undefined {
  const head = oids.get("HEAD");
  const branches = [...oids].filter(([name, oid]) => name.startsWith("refs/heads/") && (head === undefined || oid === head)).map(([name]) => name);
  return USUAL.find((name) => branches.includes(name)) ?? branches[0];
}

/** @throws {CoreError} `remote_error` with the server's message if a packet is an error: an `ERR` packet or side-band 3 */
export function assertNoError(line: Uint8Array): void {
  if (line[0] === 3) throw failure("remote_error", lineOf(line.subarray(1)));
  const isError = line[0] === 0x45 && line[1] === 0x52 && line[2] === 0x52 && line[3] === 0x20;
  if (isError) throw failure("remote_error", lineOf(line).slice("ERR ".length));
}
