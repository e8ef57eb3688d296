import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A browser profile, with the part of Playwright's `BrowserContext` that the tests use. Emits `request` as that does, but without bodies. */
export class Context extends EventEmitter {
  timeout = 15_000;

  /** @param {string} directory gets the downloads */
  constructor(directory) {
    super();
    this.directory = directory;
  }

  setDefaultTimeout(milliseconds) {
    this.timeout = milliseconds;
  }

  /** Tells the tests about a request. */
  requested(url, headers = {}) {
    this.emit("request", { url: () => url, allHeaders: async () => headers, postDataBuffer: () => null });
  }
}

/** A directory for all that a browser writes. */
export function browserDirectory(engine) {
  const directory = mkdtempSync(join(tmpdir(), `codecommit-edge-${engine}-`));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** Lets a process end by `end`, and waits for it. */
export async function ended(child, end = () => child.kill()) {
  const exited = once(child, "exit");
  await end();
  await exited;
}
