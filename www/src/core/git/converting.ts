import type { Conversion } from "./conversion.ts";
import type { Repository } from "./repository.ts";
import type { Side } from "./side.ts";

/** What a conversion needs to know of the index: its entries, and our sides of conflicts. */
interface Entries {
  ours(path: string): Promise<Side | undefined> | Side | undefined;
}

/** How files become blobs. As in git, `.gitattributes` files of the working tree come before those of the index. */
export async function intoGit(repository: Repository, index: Entries): Promise<Conversion> {
  const { conversion } = await import("./conversion.ts");
  return conversion(repository, { stored: (path) => index.ours(path), first: "working tree" }, (path) => index.ours(path));
}

/** How blobs become files. As in git, `.gitattributes` files of the index, which is being written, come before those of the working tree. */
export async function intoFiles(repository: Repository, stored: (path: string) => Side | undefined): Promise<Conversion> {
  const { conversion } = await import("./conversion.ts");
  return conversion(repository, { stored, first: "stored" }, stored);
}
