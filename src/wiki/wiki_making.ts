/**
 * Making a wiki, all or nothing: it is built in a folder of its own, then its row is added, then the folder moves to its place.
 *
 * | a crash leaves                         | at the next start                      |
 * | -------------------------------------- | -------------------------------------- |
 * | an unfinished folder without a row     | it is removed: nobody was promised it  |
 * | a row, and its folder still unfinished | the folder moves to its place          |
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import type { HeldSlug } from "../db/platform/held_slugs.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import {
  type AuditEvent,
  BY_COMMAND_LINE,
  type Doer,
  noteOfPerson,
} from "./audit.ts";
import { checkSlugFree } from "./held_slugs.ts";
import type { House } from "./house.ts";
import type { OpenWiki } from "./open_wikis.ts";
import { checkSlug } from "./slugs.ts";
import {
  closeWikiFolder,
  isFolder,
  makeWikiFolder,
  wikiPlaces,
} from "./wiki_folder.ts";
import type { NewWiki } from "./wikis.ts";

/** Longest name of a wiki. */
const MAX_NAME_LENGTH = 100;
/** Longest description of a wiki; the limit of the service before this one. */
const MAX_DESCRIPTION_LENGTH = 200;

/** The steps of making a wiki. */
export interface Making {
  /** Reserved slugs are refused and limits hold (people); else the operator does it. */
  readonly strict: boolean;
  /** Fills the wiki, which nobody can see yet. */
  readonly fill: (wiki: OpenWiki) => Promise<void>;
  /** Who asks, for the audit log; left out: the owner where `strict`, else the command line. */
  readonly by?: Doer | undefined;
  /** What the audit log calls it; left out: `wiki_created`. */
  readonly event?: AuditEvent | undefined;
}

/** Makes a wiki and returns its row. @throws {AppError} as `createWiki()`, and what the steps throw. */
export async function makeWiki(
  house: House,
  wanted: NewWiki,
  making: Making,
): Promise<WikiRow> {
  const { strict, fill } = making;
  const row = newRow(house, wanted);
  demandRoom(house, row, { strict });
  const { options } = house.openWikis;
  const folder = wikiPlaces(options.dataDir).unfinished(row.id);
  try {
    const wiki = makeWikiFolder(folder, row, options);
    try {
      await fill(wiki);
    } finally {
      closeWikiFolder(wiki);
    }
    syncFolder(folder);
    settle(house, row, making);
  } catch (error) {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    throw error;
  }
  return row;
}

/** Checks and trims the words of a wiki. @throws {AppError} `invalid` where they are too long. */
export function checkWords(
  words: { name?: string | undefined; description?: string | undefined },
): { name?: string; description?: string } {
  const { name, description } = words;
  return {
    ...(name === undefined
      ? {}
      : { name: oneLine("name", name, MAX_NAME_LENGTH) }),
    ...(description === undefined ? {} : {
      description: oneLine("description", description, MAX_DESCRIPTION_LENGTH),
    }),
  };
}

/** @throws {AppError} `not_found` where nobody with this DID has an account that stays. */
export function checkOwner(house: House, did: string): void {
  const user = house.platform.users.find(did);
  if (user !== undefined && user.leavingAt === null) return;
  const failure = `Cannot find a user "${did}"`;
  throw new AppError(
    "not_found",
    user === undefined ? failure : `${failure}: the account is being deleted`,
  );
}

/** Moves a folder and makes that last through a power cut. */
export function moveFolder(from: string, to: string): void {
  const parent = to.slice(0, to.lastIndexOf("/"));
  Deno.mkdirSync(parent, { recursive: true, mode: 0o700 });
  Deno.renameSync(from, to);
  syncFolder(parent);
  syncFolder(from.slice(0, from.lastIndexOf("/")));
}

function newRow(house: House, wanted: NewWiki): WikiRow {
  const { name, description } = checkWords(wanted);
  return {
    id: randomId(house),
    slug: wanted.slug,
    ownerDid: wanted.ownerDid,
    name: name || wanted.slug,
    description: description ?? "",
    readAccess: wanted.readAccess ?? "APPROVED",
    writeAccess: wanted.writeAccess ?? "APPROVED",
    attachmentAccess: wanted.attachmentAccess ?? "APPROVED",
    suspended: null,
    createdAt: house.now().toISOString(),
  };
}

/** The wiki becomes visible: from the row on it exists. The row decides between two makers of one slug. */
function settle(house: House, row: WikiRow, making: Making): void {
  const { strict, event = "wiki_created" } = making;
  const { platform, openWikis } = house;
  const places = wikiPlaces(openWikis.options.dataDir);
  if (isFolder(places.folder(row.slug))) {
    // A crash in the middle of a deletion cannot leave this, but a restored backup can.
    throw new AppError(
      "conflict",
      `Cannot create wiki "${row.slug}": there is a folder of this name that belongs to no wiki`,
    );
  }
  const at = row.createdAt;
  const held = platform.heldSlugs.find(row.slug, at);
  transaction(platform.db, () => {
    demandRoom(house, row, { strict });
    platform.wikis.add(row);
    platform.heldSlugs.release(row.slug);
    noteOfPerson(house, {
      ...making.by ??
        (strict
          ? { actor: row.ownerDid, address: null, credential: null }
          : BY_COMMAND_LINE),
      ...{ event, wikiId: row.id, subject: row.ownerDid, detail: row.slug },
    });
  });
  try {
    moveFolder(places.unfinished(row.id), places.folder(row.slug));
  } catch (error) {
    takeBack(house, row, held);
    throw error;
  }
}

/** Undoes what {@linkcode settle} wrote. The slug was ours, so the folder of this name is too, if it moved at all. */
function takeBack(
  { platform, openWikis }: House,
  row: WikiRow,
  held: HeldSlug | undefined,
): void {
  const places = wikiPlaces(openWikis.options.dataDir);
  if (isFolder(places.folder(row.slug))) {
    Deno.renameSync(places.folder(row.slug), places.unfinished(row.id));
  }
  transaction(platform.db, () => {
    platform.wikis.remove(row.id);
    if (held !== undefined) platform.heldSlugs.hold(held);
  });
}

/** Asked before the wiki is made, and again when it becomes visible: somebody may have come in between. */
function demandRoom(
  house: House,
  row: WikiRow,
  { strict }: { strict: boolean },
): void {
  checkOwner(house, row.ownerDid);
  checkSlug(row.slug, { strict });
  if (strict) {
    checkWikiCount(house, row.ownerDid);
    checkSlugFree(house, row.slug, row.ownerDid);
  } else if (house.platform.wikis.find(row.slug) !== undefined) {
    throw taken(row.slug);
  }
}

/** @throws {AppError} `too_large` where a person owns as many wikis as allowed. */
export function checkWikiCount(house: House, ownerDid: string): void {
  if (house.config.operators.includes(ownerDid)) return;
  const owned = house.platform.wikis.listOwnedBy(ownerDid);
  const allowed = house.platform.users.find(ownerDid)?.maxWikis ??
    house.config.maxWikis;
  if (owned.length < allowed) return;
  const slugs = owned.length === 0
    ? "none"
    : owned.slice(0, 3).map(({ slug }) => `"${slug}"`).join(", ");
  throw new AppError(
    "too_large",
    `Cannot create another wiki: you have ${slugs} and may have ${allowed}. Delete one first, or host your own: the program is free`,
  );
}

function taken(slug: string): AppError {
  return new AppError(
    "conflict",
    `Cannot create wiki "${slug}": the name is taken`,
    { details: { reason: "exists" } },
  );
}

function randomId(house: House): string {
  return house.randomBytes(16).toHex();
}

function oneLine(what: string, text: string, maxLength: number): string {
  // deno-lint-ignore no-control-regex
  const line = text.toWellFormed().replace(/[\0-\x1f\x7f\s]+/g, " ").trim();
  if (line.length <= maxLength) return line;
  throw new AppError(
    "invalid",
    `Cannot use this ${what}: it has ${line.length} characters and may have ${maxLength}`,
  );
}

function syncFolder(path: string): void {
  using folder = Deno.openSync(path);
  folder.syncSync();
}
