/**
 * What becomes of one page while somebody has it open.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import {
  type Caller,
  forReading,
  type ReadableWiki,
  roleOf,
} from "./access.ts";
import { type Change, lastChange, pageHistory } from "./history.ts";
import type { House } from "./house.ts";
import { pathSince } from "./page_file.ts";

/** A page as a watcher finds it. */
export interface PageSight {
  /** `current`: as it is when the watching begins. */
  readonly kind: "current" | "changed" | "deleted" | "moved";
  /** The page's last commit; empty: there is no page of this name. */
  readonly revision: string;
  /** The last thing that happened to it. */
  readonly change: Change | null;
  readonly movedTo?: string;
}

/** What watches a page. */
export interface SightReader {
  readonly path: string;
  /** Whose it is, for counting: a person, or an address. */
  readonly who: string;
  /** Whether the credential with which it began still counts. */
  isStillIn(): boolean;
  /** `false`: nobody takes it. */
  tell(sight: PageSight): boolean;
  /** `false`: nobody takes it. */
  beat(): boolean;
  close(): void;
}

/**
 * Tells how the page is, then whenever it changes, for as long as the caller may read it. The function that is returned ends it.
 *
 * @throws {AppError} `rate_limited`, `unavailable`, and what {@linkcode forReading} throws.
 */
export function watchPage(
  wiki: ReadableWiki,
  reader: SightReader,
): () => void {
  const { house, caller, row: { id: wikiId } } = wiki;
  let last: string | null = null;
  const look = () => {
    if (!reader.isStillIn()) {
      throw new AppError("unauthenticated", "Not signed in any more");
    }
    const sight = lookAgain({ house, caller, wikiId }, reader.path, last);
    if (sight === undefined) return;
    last = sight.revision;
    if (!reader.tell(sight)) {
      throw new AppError("unavailable", "Nobody listens any more");
    }
  };
  const stop = house.watch.add({
    wikiId,
    who: reader.who,
    look,
    beat: () => reader.beat(),
    close: () => reader.close(),
  });
  try {
    look();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

/** With the rights of this moment. */
function lookAgain(
  { house, caller, wikiId }: { house: House; caller: Caller; wikiId: string },
  path: string,
  last: string | null,
): PageSight | undefined {
  const row = house.platform.wikis.findById(wikiId);
  if (row === undefined) {
    throw new AppError("not_found", "There is no such wiki any more");
  }
  using borrowed = house.openWikis.borrow(row);
  const did = caller.kind === "anonymous" ? null : caller.did;
  const wiki = forReading({
    ...{ house, caller, wiki: borrowed.wiki },
    role: roleOf(house, row, did),
    door: "web",
    agent: null,
    address: null,
  });
  return sightOf(wiki, path, last);
}

/** What is new since the revision that was told last; `null`: nothing was told yet. */
function sightOf(
  wiki: ReadableWiki,
  path: string,
  last: string | null,
): PageSight | undefined {
  const revision = wiki.index.pages.find(path)?.revision ?? "";
  if (revision === last) return undefined;
  if (last === null || revision !== "") {
    const kind = last === null ? "current" : "changed";
    return { kind, revision, change: lastChange(wiki, path) ?? null };
  }
  const movedTo = pathSince(wiki, last, path);
  if (movedTo !== undefined && movedTo !== path) {
    const change = lastChange(wiki, movedTo) ?? null;
    return { kind: "moved", revision, change, movedTo };
  }
  const [deletion = null] = pageHistory(wiki, path, { limit: 1 });
  return { kind: "deleted", revision, change: deletion };
}
