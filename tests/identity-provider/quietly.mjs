// The package warns when it is loaded by a Node.js release that is not a long-term one.
const { warn } = console;
console.warn = () => {};
/** `oidc-provider`'s own class, loaded without a word. */
export const { Provider } = await import("oidc-provider").finally(() => (console.warn = warn));
