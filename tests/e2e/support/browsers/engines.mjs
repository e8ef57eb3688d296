import { startChromium } from "../page.mjs";
import { Firefox } from "./firefox.mjs";
import { WebKitGtk } from "./webkitgtk.mjs";

/** How to start each browser engine. */
const STARTS = { chromium: startChromium, firefox: started(Firefox), webkitgtk: started(WebKitGtk) };

/** The engines in which the browser client's journeys run. */
export const ENGINES = Object.keys(STARTS);

/** Starts a browser; ends with `t`. */
export function startBrowser(engine, t) {
  return STARTS[engine](t);
}

function started(Kind) {
  return async (t) => {
    const browser = await Kind.start();
    t.after(() => browser.close());
    return browser;
  };
}
