/** How many calls wait for the file system at a time. */
const SIZE = 64;

/** Does some work for each item, many at a time, in order of the groups. */
export async function inGroups<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += SIZE) results.push(...(await Promise.all(items.slice(at, at + SIZE).map(work))));
  return results;
}
