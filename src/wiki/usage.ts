/**
 * What a wiki holds, beside what it may hold.
 *
 * @module
 */
import type { ReadableWiki } from "./access.ts";
import { type Held, type Limits, limitsOf } from "./quota.ts";

/** What a wiki holds and may hold. */
export interface Usage extends Held {
  /** Members beside the owner, those who never signed in counted. */
  readonly members: number;
  readonly limits: Limits;
}

/** Counted now: pages and content at HEAD, history as it lies on disk. */
export async function usageOf(wiki: ReadableWiki): Promise<Usage> {
  const { row, house } = wiki;
  const { pageCount, contentBytes } = wiki.index.meta.read();
  return {
    pages: pageCount,
    contentBytes,
    historyBytes: await wiki.repo.storedBytes(),
    members: house.platform.members.list(row.id).length,
    limits: limitsOf(house.config, row),
  };
}
