import { isDeployed, lockOf } from "../core/offline/build.ts";
import { serviceWorkerScript } from "../core/start-worker.ts";
import { onReturn } from "./other-tabs.ts";

/** Milliseconds between questions whether the edge's deployment has another page, when the user returns to this one. */
const ASK_EVERY = 600_000;

/** The first script of this page, which stands for its build. */
export const ENTRY: string = new URL(document.querySelector<HTMLScriptElement>('script[type="module"]')?.src ?? "", location.href).pathname;

/** While this page is open, the service worker keeps the files of its build, which a newer deployment no longer has. */
export function keepFiles(): void {
  const locks: LockManager | undefined = navigator.locks;
  void locks?.request(lockOf(ENTRY), { mode: "shared" }, () => new Promise(() => undefined));
}

/**
 * Makes the page work without a network, with a service worker. A browser without them, or a deployment without its script,
 * works only with one.
 */
export async function workOffline(): Promise<void> {
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  // Without its script the service worker is about to remove itself, which another registration would prevent.
  if (!workers || !(await isDeployed().catch(() => undefined))) return;
  const registration = await workers.register(serviceWorkerScript(), { updateViaCache: "none" }).catch(() => undefined);
  let asked = Date.now();
  onReturn(() => {
    if (Date.now() - asked < ASK_EVERY) return;
    asked = Date.now();
    registration?.update().catch(() => undefined);
  });
}
