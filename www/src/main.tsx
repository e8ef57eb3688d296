import { render } from "preact";

import { AppContext, startApp } from "./app/app.ts";
import { problemFrom } from "./core/messages.ts";
import "./styles/index.css";
import { Problem } from "./ui/problem.tsx";
import { Root } from "./ui/root.tsx";

const repositoryRef = document.getElementById("app");
if (repositoryRef) {
  startApp(location.origin).then(
    (app) =>
      render(
        <AppContext.Provider value={app}>
          <Root />
        </AppContext.Provider>,
        repositoryRef,
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
        repositoryRef,
      ),
  );
}
