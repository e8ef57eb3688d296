import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eventually } from "../eventually.mjs";
import { closedPort } from "../http.mjs";
import { ClassicDriver } from "./classic.mjs";
import { Tab } from "./tab.mjs";

/** WebKitGTK's MiniBrowser on a display of its own, with the part of Playwright's `Browser` that the tests use. */
export class WebKitGtk {
  #directory;
  #display;
  #screen;
  #contexts = [];

  constructor(parts) {
    [this.#directory, this.#screen, this.#display] = parts;
  }

  static async start() {
    const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-webkitgtk-"));
    const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1400x1400x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
    const [number] = await once(screen.stdout.setEncoding("utf8"), "data");
    return new WebKitGtk([directory, screen, `:${number.trim()}`]);
  }

  /** Every context is a process of its own, because the driver has one session. */
  async newContext({ viewport } = {}) {
    const home = join(this.#directory, `home-${this.#contexts.length}`);
    const context = await Context.start({ home, display: this.#display, viewport });
    this.#contexts.push(context);
    return context;
  }

  async close() {
    await Promise.all(this.#contexts.map((context) => context.close()));
    const exited = once(this.#screen, "exit");
    this.#screen.kill();
    await exited;
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** A browser with its own driver, profile and directory for downloads. Emits `request` with the addresses that the page knows of. */
class Context extends EventEmitter {
  #parts;
  timeout = 15_000;

  constructor(parts) {
    super();
    this.#parts = parts;
    this.directory = parts.directory;
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
    return new Context({ child, driver, directory });
  }

  setDefaultTimeout(milliseconds) {
    this.timeout = milliseconds;
  }

  async newPage() {
    const { driver } = this.#parts;
    driver.on("request", (url) => this.emit("request", { url: () => url, allHeaders: async () => ({}), postDataBuffer: () => null }));
    return new Tab(driver, this);
  }

  async close() {
    const { child, driver } = this.#parts;
    if (child.exitCode !== null || child.killed) return;
    await driver.close();
    const exited = once(child, "exit");
    child.kill();
    await exited;
  }
}
