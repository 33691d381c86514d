/**
 * Whether a wiki may be listed by search engines, and its pages as machines read them: in short steps, because there may be
 * thousands.
 *
 * @module
 */
import type { WikiRow } from "../db/platform/wikis.ts";
import { type ReadableWiki, rightsOf } from "./access.ts";
import type { House } from "./house.ts";
import type { PreferenceReader } from "./preferences.ts";
import { Slices } from "./slices.ts";

/** A page in a list for machines. */
export interface ListedPage {
  readonly path: string;
  readonly title: string;
  /** ISO 8601 UTC. */
  readonly changedAt: string;
}

const DAY_MS = 86_400_000;

/** Rows that one step reads: 5 ms. */
const STEP = 500;

/** What decides whether a wiki is listed. */
export interface Listable {
  readonly row: WikiRow;
  readonly preferences: PreferenceReader;
  readonly house: Pick<House, "config" | "now">;
}

/**
 * Whether search engines may list the wiki: everybody may read it, it is not suspended, its owner does not keep them away, and
 * the owner's account is not too new. A value of `ROBOTS_TXT` that nobody knows keeps them away.
 */
export function isListed({ row, preferences, house }: Listable): boolean {
  const wanted = preferences.get("ROBOTS_TXT") ?? "allow";
  return isOpen(row) && row.suspended === null && wanted === "allow" &&
    newcomerUntil(house, row) === null;
}

/**
 * Until when search engines are kept away because the owner's account is new; `null`: they are not. Spam is made for search
 * engines, by accounts that are made for spam.
 */
export function newcomerUntil(
  { config, now }: Pick<House, "config" | "now">,
  { ownerSince }: Pick<WikiRow, "ownerSince">,
): Date | null {
  if (config.noindexDays === 0 || !ownerSince) return null;
  const until = Date.parse(ownerSince) + config.noindexDays * DAY_MS;
  return until > now().getTime() ? new Date(until) : null;
}

/** What the people of a wiki that everybody may read are told about that; `null`: nothing. */
export function newcomerNotice(
  house: Pick<House, "config" | "now">,
  row: WikiRow,
): string | null {
  const until = isOpen(row) ? newcomerUntil(house, row) : null;
  if (until === null) return null;
  const day = until.toISOString().slice(0, 10);
  return `Search engines are kept away from this wiki until ${day}, because the account that owns it is new. Nothing needs to be done.`;
}

/** Whether everybody may read the wiki. */
export function isOpen(row: WikiRow): boolean {
  return rightsOf(row, { signedIn: false, role: null }).read;
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
