/** Has the browser save a file; it never opens it. */
export function saveFile(name: string, content: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: "application/octet-stream" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
