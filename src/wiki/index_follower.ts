/** Catches the derived index up with HEAD; nothing else writes it. @module */
import type { Log } from "../log.ts";
import type { OpenWiki } from "./open_wikis.ts";
/** What a follower needs of a wiki. */
export type Followed = Pick<OpenWiki, "repo" | "index" | "records" | "folder">;
/** Brings the index from the commit it last saw to HEAD (after a rewritten history: rebuilds). In-process, synchronous; called in the commit's turn and when a wiki is opened. */
export declare function catchUp(wiki: Followed, log: Log): void;
/** Rebuilds the index from nothing, in a worker (`index.db.new`), then swaps it in. */
export declare function rebuildIndex(
  wiki: Followed,
  log: Log,
): Promise<{ commits: number; pages: number; milliseconds: number }>;
/** Indexes waiting texts for at most `budgetMs`; returns how many wait still. */
export declare function indexWaitingTexts(
  wiki: Followed,
  budgetMs: number,
): number;
