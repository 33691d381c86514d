/**
 * What is done for a wiki after a write, when its answer is out: texts that were too long for the turn are indexed in short
 * slices, and loose objects are rolled into a pack.
 *
 * @module
 */
import type { House } from "./house.ts";
import { indexWaitingTexts } from "./index_follower.ts";
import type { OpenWiki } from "./open_wikis.ts";

/** Longest time that a slice of indexing holds the event loop, in milliseconds. */
const SLICE_MS = 10;

/** Begins what is to be done, unless it is being done already; failures are logged and the next write tries again. */
export function startUpkeep(house: House, wiki: OpenWiki): void {
  house.openWikis.inBackground(wiki.row, async (open, signal) => {
    while (!signal.aborted && indexWaitingTexts(open, SLICE_MS) > 0) {
      await nextMacrotask();
    }
  });
}

/** Lets requests that have arrived meanwhile go first. */
function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
