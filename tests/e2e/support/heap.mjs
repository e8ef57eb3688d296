/** Whether a text is in the page's JavaScript heap after a garbage collection: in a string, or in a node or field, also one that has left the document. */
export async function inMemory(tab, text) {
  await tab.evaluate(() => navigator.clipboard.writeText("nothing"));
  const devTools = await tab.context().newCDPSession(tab);
  await devTools.send("HeapProfiler.enable");
  await devTools.send("HeapProfiler.collectGarbage");
  const chunks = [];
  devTools.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await devTools.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  // Last, because reading a node's text makes a string of it.
  const found = JSON.parse(chunks.join("")).strings.some((each) => each.includes(text)) || (await inNode(devTools, text));
  await devTools.detach();
  return found;
}

/** The texts of nodes and the values of fields are not in the snapshot. */
async function inNode(devTools, text) {
  for (const [type, property] of [["Text", "data"], ["HTMLInputElement", "value"], ["HTMLTextAreaElement", "value"]]) {
    const { result: prototype } = await devTools.send("Runtime.evaluate", { expression: `${type}.prototype`, objectGroup: "heap" });
    const { objects } = await devTools.send("Runtime.queryObjects", { prototypeObjectId: prototype.objectId, objectGroup: "heap" });
    const { result } = await devTools.send("Runtime.callFunctionOn", {
      objectId: objects.objectId,
      functionDeclaration: `function (property, text) { return this.some((node) => { try { return node[property].includes(text); } catch { return false; } }); }`,
      arguments: [{ value: property }, { value: text }],
      returnByValue: true,
    });
    await devTools.send("Runtime.releaseObjectGroup", { objectGroup: "heap" });
    if (result.value) return true;
  }
  return false;
}
