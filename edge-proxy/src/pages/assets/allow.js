// A malicious window can ask for a double-click and close at the first one, so that the second lands on this page.
// Therefore Allow works only once this page has had the focus for a moment.
const MOMENT_MS = 700;
const allow = document.querySelector("button[value=allow]");
let waiting;
function hold() {
  clearTimeout(waiting);
  allow.disabled = true;
  waiting = setTimeout(() => (allow.disabled = !document.hasFocus()), MOMENT_MS);
}
addEventListener("focus", hold);
addEventListener("blur", hold);
hold();
