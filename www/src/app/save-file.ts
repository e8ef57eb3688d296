/** Makes the browser save a file without opening it. Returns a function that releases the content now instead of later. */
export function saveFile(name: string, content: Uint8Array): () => void {
  // No memory in the page is shared, which a Blob would not accept.
  const url = URL.createObjectURL(new Blob([content as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  const release = (): void => URL.revokeObjectURL(url);
  // By then the browser has started reading it.
  setTimeout(release, 60_000);
  return release;
}
