/**
 * Whether a text is in the page's JavaScript heap after a garbage collection: in a string, or in a node or field, also one that
 * has left the document. Bytes of buffers cannot be searched.
 */
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

/** What a snapshot does not contain: the texts of nodes, and the values of fields. */
const CONTENTS = {
  Text: "this.data",
  HTMLInputElement: "this.value",
  HTMLTextAreaElement: "this.value",
};

async function inNode(devTools, text) {
  for (const [type, content] of Object.entries(CONTENTS)) {
    const { result: prototype } = await devTools.send("Runtime.evaluate", { expression: `${type}.prototype`, objectGroup: "heap" });
    const { objects } = await devTools.send("Runtime.queryObjects", { prototypeObjectId: prototype.objectId, objectGroup: "heap" });
    const { result } = await devTools.send("Runtime.callFunctionOn", {
      objectId: objects.objectId,
      // The prototypes themselves have no content.
      functionDeclaration: `function (text) {
        const has = function () { try { return (${content}).includes(text); } catch { return false; } };
        return this.some((each) => has.call(each));
      }`,
      arguments: [{ value: text }],
      returnByValue: true,
    });
    await devTools.send("Runtime.releaseObjectGroup", { objectGroup: "heap" });
    if (result.value) return true;
  }
  return false;
}
