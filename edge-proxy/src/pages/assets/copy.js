// Adds a copy button to each block of commands.
for (const block of document.querySelectorAll("pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.copy = "";
  button.ariaLive = "polite";
  button.textContent = "Copy";
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
    } catch {
      // Over plain HTTP there is no clipboard API.
      getSelection().selectAllChildren(block);
      button.textContent = "Selected: copy it with the keyboard";
    }
  };
  block.before(button);
}
