// Answers with the page and its files when there is no network. Nothing else is ever kept: git's and all other requests to the
// edge go past this script.

import { answerTo, cacheOf, isDeployed, isPageOf, unneeded, type Build } from "./build.ts";

/** This script's own build, set by the build. */
declare const BUILD: Build;
const build = BUILD;

/** Milliseconds without an answer after which there is no network. */
const PATIENCE = 5_000;

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Asked extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The part of `ServiceWorkerGlobalScope` that is used here. */
interface Scope {
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "fetch", listener: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  registration: ServiceWorkerRegistration;
}

const scope = self as unknown as Scope;

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  switch (answerTo(event.request, location.origin)) {
    case "page":
      event.respondWith(page(event));
      break;
    case "file":
      event.respondWith(file(event.request));
  }
});

/** Keeps the files of this build. Fails, and is tried again later, while the edge serves another build's page. */
async function install(): Promise<void> {
  const answer = await get("/");
  if (!isPageOf(build, await answer.clone().text())) throw new Error("the edge serves another version of the page");
  const cache = await caches.open(cacheOf(build));
  await Promise.all(build.files.map(async (name) => cache.put(name, await get(name))));
  await cache.put("/", answer);
  // Pages of other builds keep their files: see `tidy`.
  await scope.skipWaiting();
}

async function get(path: string): Promise<Response> {
  const answer = await fetch(path, { credentials: "omit", cache: path === "/" ? "no-store" : "default" });
  if (answer.status !== 200 || answer.redirected) throw new Error(`${path}: ${answer.status}`);
  return answer;
}

async function activate(): Promise<void> {
  await scope.clients.claim();
  await tidy();
  if ("BroadcastChannel" in globalThis) new BroadcastChannel("codecommit-edge").postMessage({ kind: "deployed", entry: build.entry });
}

/** Removes what no open page needs. */
async function tidy(): Promise<void> {
  const { held = [] } = (await (navigator as { locks?: LockManager }).locks?.query()) ?? {};
  const names = unneeded(await caches.keys(), build, held.flatMap(({ name }) => name ?? []));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** The edge's own page; only without a network, the one that was kept. */
async function page(event: Asked): Promise<Response> {
  const asked = fetch(event.request);
  const answer = await Promise.race([asked, late()]).catch(() => undefined);
  if (answer) {
    event.waitUntil(Promise.all([leaveIfRemoved(), tidy()]).catch(() => undefined));
    return answer;
  }
  return (await caches.match("/", { cacheName: cacheOf(build) })) ?? asked;
}

function late(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
}

/** A file of any build whose files are kept: its name contains a hash of its content. */
async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** Ends this service worker if the edge's deployment has none: see docs/browser.md. */
async function leaveIfRemoved(): Promise<void> {
  if ((await isDeployed()) !== false) return;
  await scope.registration.unregister();
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}
