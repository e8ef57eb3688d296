// One git password, side by side in one run: this package, Node.js' own crypto, WebCrypto. And the sizes of what is shipped.
// Rounds alternate between the candidates, so that a busy machine slows them all; the medians are reported, and their ratios.

import { createHash, createHmac, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { GitSigner, init, signGit } from "codecommit-signer";

const ROUNDS = 31;
const URL_ = "https://git-codecommit.us-east-1.amazonaws.com/v1/repos/MyAwesomeRepo";
const CREDENTIALS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2Vj".repeat(24),
};
const START = Date.UTC(2026, 10, 23, 6);

await init();
let now = START;
const tick = () => (now = now - START < 3_600_000 ? now + 1000 : START);
const signer = new GitSigner(CREDENTIALS, { clock: () => now });

const candidates = [
  { name: "codecommit-signer, no key kept", count: 2000, run: () => signGit(URL_, CREDENTIALS, { now: tick() }) },
  { name: "codecommit-signer, key of the day kept", count: 4000, run: () => (tick(), signer.auth(URL_)) },
  { name: "node:crypto, no key kept", count: 2000, run: () => withNodeCrypto(deriveWithNodeCrypto(tick())) },
  { name: "node:crypto, key of the day kept", count: 4000, run: keptNodeCrypto() },
  { name: "WebCrypto, no key kept", count: 100, run: async () => withWebCrypto(await deriveWithWebCrypto(tick())) },
  { name: "WebCrypto, key of the day kept", count: 200, run: await keptWebCrypto() },
];

await agree();
for (const candidate of candidates) candidate.times = [];
for (let round = -3; round < ROUNDS; round++) {
  for (const { count, run, times } of candidates) {
    const started = process.hrtime.bigint();
    for (let i = 0; i < count; i++) {
      const result = run();
      if (result instanceof Promise) await result;
    }
    const micros = Number(process.hrtime.bigint() - started) / 1000 / count;
    if (round >= 0) times.push(micros);
  }
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const ours = median(candidates[0].times);
const oursKept = median(candidates[1].times);
console.log(`\nOne git password, Node.js ${process.version}, median of ${ROUNDS} rounds\n`);
console.log("| | µs | times as long as this package |\n|---|---|---|");
for (const { name, times } of candidates) {
  const own = name.endsWith("no key kept") ? ours : oursKept;
  console.log(`| ${name} | ${median(times).toFixed(2)} | ${(median(times) / own).toFixed(1)} |`);
}

const file = (path) => readFileSync(fileURLToPath(new URL(`../../signer-wasm/js/wasm/${path}`, import.meta.url)));
const [wasm, glue] = [file("codecommit_signer_bg.wasm"), file("codecommit_signer.js")];
const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
console.log(`\nwasm ${wasm.length} bytes, ${gzipped(wasm)} gzipped; its glue ${glue.length} bytes, ${gzipped(glue)} gzipped; together ${gzipped(wasm) + gzipped(glue)} gzipped`);

/** A benchmark of wrong answers is worth nothing. */
async function agree() {
  const expected = signGit(URL_, CREDENTIALS, { now: START }).password;
  now = START;
  const answers = [
    (await signer.auth(URL_)).password,
    withNodeCrypto(deriveWithNodeCrypto(START)),
    await withWebCrypto(await deriveWithWebCrypto(START)),
  ];
  for (const answer of answers) if (answer !== expected) throw new Error(`${answer} is not ${expected}`);
}

function spelled(time) {
  const compact = new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
  return { date: compact.slice(0, 8), second: compact.slice(0, 15) };
}

function canonicalRequest() {
  const { host, pathname } = new URL(URL_);
  return `GIT\n${pathname}\n\nhost:${host}\n\nhost\n`;
}

function stringToSign(hash) {
  const { date, second } = spelled(now);
  return `AWS4-HMAC-SHA256\n${second}\n${date}/us-east-1/codecommit/aws4_request\n${hash}`;
}

function scope(time) {
  return [spelled(time).date, "us-east-1", "codecommit", "aws4_request"];
}

function deriveWithNodeCrypto(time) {
  return scope(time).reduce((key, part) => createHmac("sha256", key).update(part).digest(), `AWS4${CREDENTIALS.secretAccessKey}`);
}

function withNodeCrypto(key) {
  const hash = createHash("sha256").update(canonicalRequest()).digest("hex");
  return `${spelled(now).second}Z${createHmac("sha256", key).update(stringToSign(hash)).digest("hex")}`;
}

function keptNodeCrypto() {
  const key = deriveWithNodeCrypto(START);
  return () => (tick(), withNodeCrypto(key));
}

async function hmacWithWebCrypto(key, text) {
  const imported = await webcrypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return webcrypto.subtle.sign("HMAC", imported, Buffer.from(text));
}

async function deriveWithWebCrypto(time) {
  let key = Buffer.from(`AWS4${CREDENTIALS.secretAccessKey}`);
  for (const part of scope(time)) key = await hmacWithWebCrypto(key, part);
  return key;
}

async function withWebCrypto(key) {
  const hash = Buffer.from(await webcrypto.subtle.digest("SHA-256", Buffer.from(canonicalRequest()))).toString("hex");
  const signature = await hmacWithWebCrypto(key, stringToSign(hash));
  return `${spelled(now).second}Z${Buffer.from(signature).toString("hex")}`;
}

async function keptWebCrypto() {
  const key = await deriveWithWebCrypto(START);
  return () => (tick(), withWebCrypto(key));
}
