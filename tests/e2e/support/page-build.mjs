import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../../www/dist/", import.meta.url));
const ENTRY = /\/www\/(index-[\w-]+)\.js/;

/** A copy of the built page that a test may change; ends with `t`. */
export class PageBuild {
  /** @param {{ after(ending: () => void): void }} t */
  constructor(t) {
    this.directory = mkdtempSync(join(tmpdir(), "codecommit-edge-page-"));
    t.after(() => rmSync(this.directory, { recursive: true, force: true }));
    cpSync(DIST, this.directory, { recursive: true });
  }

  /** The name of the page's first script. */
  get entry() {
    return ENTRY.exec(readFileSync(join(this.directory, "index.html"), "utf8"))[1];
  }

  /** Makes it another version: the page's first script has another name and content, as after a change of the source. */
  change(name) {
    const { entry } = this;
    renameSync(join(this.directory, `www/${entry}.js`), join(this.directory, `www/${name}.js`));
    for (const file of readdirSync(this.directory, { recursive: true }).filter((each) => /\.(?:html|js)$/.test(each))) {
      const path = join(this.directory, file);
      const text = readFileSync(path, "utf8");
      if (text.includes(entry)) writeFileSync(path, text.replaceAll(entry, name));
    }
    const path = join(this.directory, `www/${name}.js`);
    writeFileSync(path, `${readFileSync(path, "utf8")};document.documentElement.dataset.version = ${JSON.stringify(name)};`);
    return this;
  }

  /** Removes its service worker. */
  withoutServiceWorker() {
    rmSync(join(this.directory, "service-worker.js"));
    return this;
  }
}
