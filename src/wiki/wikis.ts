/**
 * Wikis: create, change, delete.
 *
 * Deleting moves the folder to the trash first, then removes the row, then the files. A crash in between leaves the row without
 * a folder (the slug stays taken, and the next start finishes): never a free slug with another owner's data under it.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import type { Level, WikiChange, WikiRow } from "../db/platform/wikis.ts";
import { namesIn } from "../git/durable_file.ts";
import { forOperator } from "./access.ts";
import {
  type AuditEvent,
  BY_COMMAND_LINE,
  BY_SERVICE,
  type Doer,
  noteOfPerson,
} from "./audit.ts";
import { commitChange } from "./commit.ts";
import { holdSlug } from "./held_slugs.ts";
import type { House } from "./house.ts";
import { levelsInWords } from "./settings.ts";
import { starterPages } from "./starter_pages.ts";
import { isFolder, wikiPlaces } from "./wiki_folder.ts";
import { checkOwner, checkWords, makeWiki, moveFolder } from "./wiki_making.ts";
import { readWikiRow } from "./wiki_rows.ts";
import type { WikiTemplateName } from "./wiki_templates.ts";

/** A wiki to be made. */
export interface NewWiki {
  readonly slug: string;
  readonly ownerDid: string;
  readonly name?: string;
  readonly description?: string;
  readonly readAccess?: Level;
  readonly writeAccess?: Level;
  readonly attachmentAccess?: Level;
}

/**
 * Makes row, folder, repository and starter pages; all or nothing.
 *
 * @param options.strict a person asks: reserved names are refused and limits hold; else only the names that the command
 * line refuses.
 * @param options.template what the wiki begins with; left out: the guides.
 * @param options.by who asks, for the audit log.
 * @throws {AppError} `invalid`, `conflict` where the slug is taken or (for a person) held, `not_found` for the owner, `too_large` over the limit.
 */
export async function createWiki(
  house: House,
  wiki: NewWiki,
  options: {
    starterPages?: boolean;
    template?: WikiTemplateName;
    strict?: boolean;
    by?: Doer | undefined;
  } = {},
): Promise<WikiRow> {
  const row = await makeWiki(house, wiki, {
    strict: options.strict ?? false,
    by: options.by,
    fill: async (open) => {
      if (options.starterPages === false) return;
      const files = starterPages(house.config, open.row, options.template);
      if (files.size === 0) return;
      const deed = "Initial commit";
      await commitChange(forOperator(house, open), () => ({ files, deed }));
    },
  });
  house.log("info", "wiki_created", { wiki: row.id, slug: row.slug });
  return row;
}

/** Changes a row, for the operator. @throws {AppError} `not_found` (wiki, new owner), `invalid`. */
export function changeWiki(
  house: House,
  slug: string,
  change: WikiChange,
): WikiRow {
  const row = readWikiRow(house, slug);
  const { platform } = house;
  if (change.ownerDid !== undefined) checkOwner(house, change.ownerDid);
  return transaction(platform.db, () => {
    const after = platform.wikis.change(row.id, {
      ...change,
      ...checkWords(change),
    });
    noteChanges(house, row, after);
    return after;
  });
}

/** One entry of the audit log for each kind of change. */
function noteChanges(house: House, before: WikiRow, after: WikiRow): void {
  const note = (event: AuditEvent, detail: string, subject?: string) =>
    noteOfPerson(house, {
      ...BY_COMMAND_LINE,
      ...{ event, detail, wikiId: after.id, subject: subject ?? null },
    });
  if (after.ownerDid !== before.ownerDid) {
    note("owner_changed", `before: ${before.ownerDid}`, after.ownerDid);
  }
  const levels = levelsInWords(after);
  if (levels !== levelsInWords(before)) note("access_changed", levels);
  if (
    after.name !== before.name || after.description !== before.description
  ) note("wiki_renamed", after.name);
}

/**
 * Deletes row, tokens, members and folder, when nobody uses the wiki any more. The slug is held for its owner for a while.
 *
 * @param by who asks, for the audit log.
 * @throws {AppError} `not_found`; `conflict` where it is being deleted already.
 */
export async function deleteWiki(
  house: House,
  slug: string,
  by: Doer = BY_COMMAND_LINE,
): Promise<void> {
  const { id } = readWikiRow(house, slug);
  const places = wikiPlaces(house.openWikis.options.dataDir);
  await house.openWikis.forget(id, () => {
    const row = house.platform.wikis.findById(id);
    if (row === undefined) return;
    if (isFolder(places.folder(slug))) {
      moveFolder(places.folder(slug), places.trash(id));
    }
    removeRow(house, row, by);
  });
  house.log("info", "wiki_deleted", { wiki: id, slug });
  await emptyTrash(house, id);
}

/**
 * Finishes or undoes creations and deletions that a crash interrupted, and logs wikis whose folder is missing. At boot,
 * before anything else.
 */
export async function recoverWikis(house: House): Promise<void> {
  const { dataDir } = house.openWikis.options;
  const places = wikiPlaces(dataDir);
  const { wikis } = house.platform;
  for (const id of namesIn(`${dataDir}/unfinished`)) {
    const row = wikis.findById(id);
    if (row !== undefined && !isFolder(places.folder(row.slug))) {
      moveFolder(places.unfinished(id), places.folder(row.slug));
    } else {
      await Deno.remove(places.unfinished(id), { recursive: true });
    }
  }
  for (const id of namesIn(`${dataDir}/trash`)) {
    const row = wikis.findById(id);
    if (row !== undefined) removeRow(house, row, BY_SERVICE);
    await emptyTrash(house, id);
  }
  for (const row of wikis.list()) {
    if (isFolder(places.folder(row.slug))) continue;
    const missing = new Error(`Cannot find "${places.folder(row.slug)}"`);
    house.log("error", "background_failed", { wiki: row.id }, missing);
  }
}

function removeRow(house: House, row: WikiRow, by: Doer): void {
  const { platform } = house;
  const { id, slug, ownerDid } = row;
  transaction(platform.db, () => {
    platform.wikis.remove(id);
    holdSlug(house, slug, ownerDid);
    noteOfPerson(house, {
      ...by,
      ...{ event: "wiki_deleted", wikiId: id, subject: ownerDid, detail: slug },
    });
  });
}

/** Removes a deleted wiki's files; where that fails, the next start tries again. */
async function emptyTrash(house: House, id: string): Promise<void> {
  const folder = wikiPlaces(house.openWikis.options.dataDir).trash(id);
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    house.log("error", "background_failed", { wiki: id }, error);
  }
}
