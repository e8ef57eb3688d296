// The package warns if Node.js is not a long-term support release.
const { warn } = console;
console.warn = () => {};
/** `oidc-provider`'s own class, loaded without the warning. */
export const { Provider } = await import("oidc-provider").finally(() => (console.warn = warn));
