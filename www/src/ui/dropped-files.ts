/** A file to upload, with its path relative to the folder that it is uploaded to. */
export interface Chosen {
  path: string;
  file: File;
}

/** The files of a file field; those of a chosen folder are under its name. */
export function chosenFiles(files: FileList | null): Chosen[] {
  return Array.from(files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** The files and folders that were dropped, with all files in the folders. Must be called while the event is handled. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<Chosen[]> {
  const entries = Array.from(items, (item) => (item.kind === "file" ? (item.webkitGetAsEntry?.() ?? null) : null)).filter((entry) => entry !== null);
  if (entries.length === 0) return chosenFiles(files);
  return (await Promise.all(entries.map((entry) => filesIn(entry, "")))).flat();
}

async function filesIn(entry: FileSystemEntry, parent: string): Promise<Chosen[]> {
  const path = parent + entry.name;
  if (isFile(entry)) return [{ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) }];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Chosen[] = [];
  // Browsers give a part of a folder at a time, and none when they are done.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return found;
    for (const each of part) found.push(...(await filesIn(each, `${path}/`)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
