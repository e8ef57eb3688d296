import { signal } from "@preact/signals";

import { local } from "../app/storage.ts";

const KEY = "theme";
const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The user's theme; at first the system's. */
export const theme = signal<Theme>(THEMES.find((name) => name === local.getItem(KEY)) ?? "system");

theme.subscribe((chosen) => {
  if (chosen === "system") {
    delete document.documentElement.dataset["theme"];
    local.removeItem(KEY);
  } else {
    document.documentElement.dataset["theme"] = chosen;
    local.setItem(KEY, chosen);
  }
});

/** Switches to the next theme. */
export function turnTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "system";
}
