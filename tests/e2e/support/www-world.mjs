import { startBrowser } from "./browsers/engines.mjs";
import { Environment } from "./environment.mjs";
import { WwwPage } from "./www-page.mjs";

const PATIENCE_MS = 15_000;

/** Services for the browser client: local AWS, an edge that serves the page, and browsers. `close` stops them all. */
export class WwwWorld {
  #endings = [];
  #browsers = new Map();

  /** @param {{ world: Environment, edge: object, others?: string[] }} parts as in `of` */
  constructor({ world, edge, others = [] }) {
    Object.assign(this, { world, edge, others, aws: world.aws, git: world.git });
  }

  /** Starts them. `vars` and `options` are the edge's, `args` local AWS's. */
  static async start({ vars = {}, options, args } = {}) {
    const world = await Environment.start({ args });
    const { aws } = world;
    try {
      const edge = await world.edge({ DEFAULT_REGION: "eu-west-1", ...vars }, options);
      return new WwwWorld({ world, edge });
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** The page of an existing edge. `others`: other origins that it may lead to. */
  static of(world, edge, { others } = {}) {
    return new WwwWorld({ world, edge, others });
  }

  /** The browser of an engine, which starts when it is first needed. */
  #browser(engine) {
    const browser = this.#browsers.get(engine) ?? startBrowser(engine, { after: (ending) => this.#endings.push(ending) });
    this.#browsers.set(engine, browser);
    return browser;
  }

  /**
   * Opens the page in its own browser profile, with this hash.
   *
   * @param {string} [hash] `/eu-west-1/app/tree/main`
   * @param {object} [options] those of Playwright's `newContext`
   * @param {{ engine?: string, edge?: object, others?: string[], before?: (tab) => Promise<void> }} [of] another browser engine than
   *   Chromium; another edge than the default one; other origins that its page may lead to; a function to call with the tab before
   *   the page opens
   */
  async open(hash = "/", options = {}, { engine = "chromium", edge = this.edge, others = [], before } = {}) {
    const browser = await this.#browser(engine);
    const context = await browser.newContext({ viewport: { width: 1200, height: 850 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = new WwwPage(await context.newPage(), { edge, allowed: [edge.url, ...this.others, ...others] });
    await before?.(page.tab);
    await page.go(hash);
    return page;
  }

  /** The same, but closes with the test `t`. */
  async opened(t, ...given) {
    const page = await this.open(...given);
    t.after(() => page.close());
    return page;
  }

  /** Closes the browsers, and nothing else. */
  async closeBrowsers() {
    await Promise.all(this.#endings.splice(0).map((end) => end()));
    this.#browsers.clear();
  }

  async close() {
    await this.closeBrowsers();
    await this.world.close();
  }
}
