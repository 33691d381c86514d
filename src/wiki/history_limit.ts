/**
 * The limit of a wiki's history: all that was ever stored, as it lies on disk. It is compared while objects are written, by the
 * bytes that they really take, and nothing stays of a change that does not fit.
 *
 * | change                                    | may take the history to |
 * | ----------------------------------------- | ----------------------- |
 * | adds a page, or bytes at HEAD             | its limit               |
 * | adds neither (corrects, shortens, moves)  | a tenth above its limit |
 * | deletes, and stores no text               | any size                |
 * | by the command line                       | any size                |
 *
 * So a full wiki can be tidied up, and nobody fills the disk by replacing one text with another for ever; what can be deleted
 * comes to an end. Before a change is refused its repository is packed, outside of the turn: a page that was edited a hundred
 * times becomes much smaller then.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { FileContent } from "../git/repository.ts";
import type { Visit, WritableWiki } from "./access.ts";
import { type Growth, limitsOf, WAY_OUT } from "./quota.ts";
import { REDIRECTS_FILE } from "./redirects.ts";
import { sizeText } from "./size_text.ts";

/** How far above the limit corrections may take the history. */
const RESERVE = 0.1;

/** How long a writer waits for the packing; it goes on when nobody waits any more. */
const WAIT_MS = 15_000;

/** Bytes that all stored objects may take after this change; `undefined`: any number. */
export function mostStoredBytes(
  wiki: WritableWiki,
  files: ReadonlyMap<string, FileContent>,
  growth: Growth,
): number | undefined {
  if (wiki.visit.door === "cli") return undefined;
  const { historyBytes } = limitsOf(wiki.house.config, wiki.row);
  if (growth.pages > 0 || growth.bytes > 0) return historyBytes;
  return deletesAlone(files)
    ? undefined
    : Math.floor(historyBytes * (1 + RESERVE));
}

function deletesAlone(files: ReadonlyMap<string, FileContent>): boolean {
  return files.entries().every(([path, content]) =>
    content === null || path === REDIRECTS_FILE
  );
}

/**
 * Packs the repository. Answers whether it is smaller now, so that trying again may help.
 *
 * @throws {AppError} `unavailable` where that takes longer than a request should.
 */
export async function makeRoom({ house, wiki }: Visit): Promise<boolean> {
  const { openWikis, now } = house;
  const before = await wiki.repo.storedBytes();
  // What runs already may be other upkeep, without a repack: then ours comes second.
  for (let round = 0; round < 2; round++) {
    const packing = openWikis.inBackground(wiki.row, async (open, signal) => {
      await openWikis.repacker.squeeze(open.repo, { signal, now });
    });
    await inTime(packing);
    if (await wiki.repo.storedBytes() < before) return true;
  }
  return false;
}

/** For a change that does not fit, packed or not. */
export async function historyFull({ house, wiki }: Visit): Promise<AppError> {
  const { historyBytes } = limitsOf(house.config, wiki.row);
  const held = sizeText(await wiki.repo.storedBytes());
  return new AppError(
    "too_large",
    `Cannot save: the history of this wiki takes ${held} of at most ${
      sizeText(historyBytes)
    }, and this change does not fit. Deleting pages does not free it, because history is kept: ask the operator for more, ${WAY_OUT}`,
  );
}

async function inTime(work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(
      new AppError(
        "unavailable",
        "Cannot save now: the history of this wiki is nearly full and is being packed; try again in a minute",
        { details: { retryAfterSeconds: 60 } },
      ),
    );
  }, WAIT_MS);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
