import { render, type ComponentChild } from "preact";

import { AppContext, startApp, type App } from "./app/app.ts";
import { requireFeatures, requireStorage } from "./core/browser.ts";
import { problemFrom } from "./core/messages.ts";
import "./styles/index.css";
import { Problem } from "./ui/problem.tsx";
import { Root } from "./ui/root.tsx";

async function start(): Promise<App> {
  requireFeatures();
  requireStorage();
  return startApp(location.origin);
}

const place = document.getElementById("app");
if (place) {
  /** Replaces the text for browsers that cannot run this. */
  const show = (content: ComponentChild): void => {
    place.replaceChildren();
    render(content, place);
  };
  start().then(
    (app) =>
      show(
        <AppContext.Provider value={app}>
          <Root />
        </AppContext.Provider>,
      ),
    (error: unknown) =>
      show(
        <main>
          <Problem problem={problemFrom(error)}>
            <button type="button" onClick={() => location.reload()}>
              Try again
            </button>
          </Problem>
        </main>,
      ),
  );
}
