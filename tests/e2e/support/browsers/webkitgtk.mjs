import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { eventually } from "../eventually.mjs";
import { closedPort } from "../http.mjs";
import { ClassicDriver } from "./classic.mjs";
import { browserDirectory, Context, ended } from "./context.mjs";
import { Tab } from "./tab.mjs";

/** WebKitGTK's MiniBrowser on a display of its own, with the part of Playwright's `Browser` that the tests use. */
export class WebKitGtk {
  #files;
  #display;
  #screen;
  #contexts = [];

  constructor(parts) {
    [this.#files, this.#screen, this.#display] = parts;
  }

  static async start() {
    const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1400x1400x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
    const [number] = await once(screen.stdout.setEncoding("utf8"), "data");
    return new WebKitGtk([browserDirectory("webkitgtk"), screen, `:${number.trim()}`]);
  }

  /** Every context is a process of its own, because the driver has one session. */
  async newContext({ viewport } = {}) {
    const home = join(this.#files.directory, `home-${this.#contexts.length}`);
    const context = await WebKitContext.start({ home, display: this.#display, viewport });
    this.#contexts.push(context);
    return context;
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close()));
    await ended(this.#screen);
    this.#files.remove();
  }
}

/** A browser with its own driver, profile and directory for downloads. Emits `request` with the addresses that the page knows of. */
class WebKitContext extends Context {
  #parts;
  #pages = 0;

  constructor(directory, parts) {
    super(directory);
    this.#parts = parts;
  }

  static async start({ home, display, viewport }) {
    const directory = join(home, "Downloads");
    mkdirSync(directory, { recursive: true });
    mkdirSync(join(home, ".config"));
    writeFileSync(join(home, ".config/user-dirs.dirs"), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n');
    const address = new URL(await closedPort());
    const env = { PATH: process.env.PATH, HOME: home, DISPLAY: display, LANG: "C.UTF-8" };
    const child = spawn("WebKitWebDriver", [`--port=${address.port}`], { env, stdio: "ignore" });
    const driver = await eventually("WebKitWebDriver answers", () => ClassicDriver.start(address.origin).catch(() => undefined));
    if (viewport) await driver.resize(viewport);
    return new WebKitContext(directory, { child, driver, viewport });
  }

  /** The first page has the window that the browser opens with, and each other one a window of its own. */
  async newPage() {
    const { driver: first, viewport } = this.#parts;
    const driver = this.#pages++ === 0 ? first : await first.newWindow();
    if (driver !== first && viewport) await driver.resize(viewport);
    driver.on("request", (url) => this.requested(url));
    return new Tab(driver, this);
  }

  async close() {
    const { child, driver } = this.#parts;
    if (child.exitCode !== null || child.killed) return;
    await driver.close();
    await ended(child);
  }
}
