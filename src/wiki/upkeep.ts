/**
 * What is done for a wiki after a write, when its answer is out: drafts that nobody touched for months go, loose objects are rolled
 * into a pack. (Texts that were too long for the turn are read by the index's follower itself.)
 *
 * @module
 */
import { oldestKept } from "./draft_limits.ts";
import type { House } from "./house.ts";
import type { OpenWiki } from "./open_wikis.ts";

/** Begins what is to be done, unless it is being done already; failures are logged and the next write tries again. */
export function startUpkeep(house: House, wiki: OpenWiki): void {
  const { openWikis, log, now } = house;
  openWikis.inBackground(wiki.row, async (open, signal) => {
    const { row, repo, records } = open;
    records.drafts.removeOlderThan(oldestKept(now()));
    const options = { signal, now };
    const result = await openWikis.repacker.repackIfNeeded(repo, options);
    if (result !== undefined) log("info", "repacked", { wiki: row.id });
  });
}
