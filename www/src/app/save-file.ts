/** Makes the browser save a file without opening it. */
export function saveFile(name: string, content: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: "application/octet-stream" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // By then the browser has started reading it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
