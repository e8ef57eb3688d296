/** Whether a text is in the page's JavaScript heap after a garbage collection. */
export async function inMemory(tab, text) {
  await tab.evaluate(() => navigator.clipboard.writeText("nothing"));
  const devTools = await tab.context().newCDPSession(tab);
  await devTools.send("HeapProfiler.enable");
  await devTools.send("HeapProfiler.collectGarbage");
  const chunks = [];
  devTools.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await devTools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await devTools.detach();
  return JSON.parse(chunks.join("")).strings.some((each) => each.includes(text));
}
