import type { JSX } from "preact";

const PATHS = {
  branch: "M5 5v6M5 9c0-2.5 6-1 6-4M5 3a1 1 0 1 0 0 2 1 1 0 0 0 0-2M5 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2M11 3a1 1 0 1 0 0 2 1 1 0 0 0 0-2",
  check: "M3 8.5 6.5 12 13 4.5",
  closed: "M6 4l4 4-4 4",
  commit: "M1 8h4M11 8h4M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  copy: "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3",
  cross: "M4 4l8 8M12 4l-8 8",
  doctor: "M1.5 8H5l1.5-4 3 8L11 8h3.5",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  edit: "M3 13l.6-2.8 7-7 2.2 2.2-7 7zM9.2 4.6l2.2 2.2",
  file: "M4 1.8h5L12 5v9.2H4zM9 1.8V5h3",
  folder: "M1.8 3.5h4l1.4 1.6h7v7.4H1.8z",
  history: "M8 4.5V8l2.5 1.5M2.6 6A5.7 5.7 0 1 1 2.3 8M2.3 3v3h3",
  key: "M6 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M9 8h5.5M12 8v2.5M14.5 8v2",
  link: "M6.5 9.5 9.5 6.5M7 4.8 9 2.9a2.8 2.8 0 0 1 4 4l-1.8 2M9 11.2l-2 1.9a2.8 2.8 0 0 1-4-4l1.8-2",
  keyboard: "M1.5 4h13v8h-13zM4 6.5h.1M6.5 6.5h.1M9 6.5h.1M11.5 6.5h.1M5 9.5h6",
  menu: "M2 4h12M2 8h12M2 12h12",
  moon: "M13 9.6A5.5 5.5 0 1 1 6.4 3 4.5 4.5 0 0 0 13 9.6z",
  open: "M4 6l4 4 4-4",
  pull: "M8 2v9M4.5 7.5 8 11l3.5-3.5M3 14h10",
  push: "M8 14V5M4.5 8.5 8 5l3.5 3.5M3 2h10",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.4 10.4 14 14",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  system: "M2 3h12v8H2zM6 14h4M8 11v3",
  tag: "M2 2.5h5.2l6.3 6.3-4.7 4.7L2.5 7.2zM5.2 5.4v.1",
  tree: "M2 3h5M4 3v9h3M4 7.5h3M9.5 7.5h4M9.5 12h4",
  warning: "M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon, hidden from screen readers: the text beside it says what it means. */
export function Icon({ name, class: extra = "" }: { name: IconName; class?: string }): JSX.Element {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
      <path d={PATHS[name]} />
    </svg>
  );
}
