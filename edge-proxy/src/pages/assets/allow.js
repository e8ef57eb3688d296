// Another window can have the user double-click, and close at the first click so that the second one lands here. So Allow can be
// pressed only once this page has had the focus for a moment.
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
