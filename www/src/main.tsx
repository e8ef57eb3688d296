import { render } from "preact";

import { AppContext, startApp } from "./app/app.ts";
import { problemFrom } from "./core/messages.ts";
import "./styles/index.css";
import { Problem } from "./ui/problem.tsx";
import { Root } from "./ui/root.tsx";

const place = document.getElementById("app");
if (place) {
  startApp(location.origin).then(
    (app) =>
      render(
        <AppContext.Provider value={app}>
          <Root />
        </AppContext.Provider>,
        place,
      ),
    (error: unknown) =>
      render(
        <main>
          <Problem problem={problemFrom(error)}>
            <button type="button" onClick={() => location.reload()}>
              Try again
            </button>
          </Problem>
        </main>,
        place,
      ),
  );
}
