/**
 * Whether a wiki may be listed by search engines, and its pages as machines read them: in short steps, because there may be
 * thousands.
 *
 * @module
 */
import type { WikiRow } from "../db/platform/wikis.ts";
import { type ReadableWiki, rightsOf } from "./access.ts";
import type { PreferenceReader } from "./preferences.ts";
import { Slices } from "./slices.ts";

/** A page in a list for machines. */
export interface ListedPage {
  readonly path: string;
  readonly title: string;
  /** ISO 8601 UTC. */
  readonly changedAt: string;
}

/** Rows that one step reads: 5 ms. */
const STEP = 500;

/**
 * Whether search engines may list the wiki: everybody may read it, it is not suspended, and its owner does not keep them away. A
 * value of `ROBOTS_TXT` that nobody knows keeps them away.
 */
export function isListed(
  wiki: { readonly row: WikiRow; readonly preferences: PreferenceReader },
): boolean {
  const { row, preferences } = wiki;
  const { read } = rightsOf(row, { signedIn: false, role: null });
  const wanted = preferences.get("ROBOTS_TXT") ?? "allow";
  return read && row.suspended === null && wanted === "allow";
}

/** At most `limit` pages by path, from the one at place `offset` on. */
export async function listForMachines(
  { index: { pages } }: ReadableWiki,
  { offset, limit }: { offset: number; limit: number },
): Promise<ListedPage[]> {
  const slices = new Slices();
  const listed: ListedPage[] = [];
  let after = offset === 0 ? "" : pages.pathAt(offset - 1);
  while (after !== undefined && listed.length < limit) {
    const most = Math.min(STEP, limit - listed.length);
    const rows = pages.listChanged(after, most);
    for (const { path, title, changedAt } of rows) {
      listed.push({
        path,
        title,
        changedAt: new Date(changedAt * 1000).toISOString(),
      });
    }
    await slices.pause();
    after = rows.length < most ? undefined : rows.at(-1)!.path;
  }
  return listed;
}
