/** A number of things, in words. @module */

/** `1 page`, `2 pages`; the plural where it is not the noun with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
