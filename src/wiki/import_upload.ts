/**
 * Importing what somebody uploaded into a wiki that is there: received, checked, planned, and done when they say so.
 *
 * | upload | becomes                                                                                              |
 * | ------ | ---------------------------------------------------------------------------------------------------- |
 * | zip    | one commit; what the wiki has under the same name is replaced only where that was asked for           |
 * | bundle | the wiki's history, where it continues it, or where the wiki still is as it was made; else it is refused |
 *
 * Nothing is lost by either: what was before is in the history (or was a starter page).
 *
 * @module
 */
import { AppError } from "../errors.ts";
import {
  type AdoptedPacks,
  adoptPacks,
  adoptTags,
} from "../git/adopt_packs.ts";
import type { FileContent } from "../git/repository.ts";
import type { ManageableWiki, WritableWiki } from "./access.ts";
import { noteInAudit } from "./audit.ts";
import type { CheckedBundle, CheckedZip, ZipImport } from "./checked_upload.ts";
import { commitChange, commitHistory } from "./commit.ts";
import { counted } from "./counted.ts";
import { historyFull } from "./history_limit.ts";
import { untilCaughtUp } from "./index_follower.ts";
import type { ImportResult, Upload, UploadOwner } from "./import_desk.ts";
import { fateOf, grownBy, isUntouched } from "./import_plan.ts";
import { foldPath, pageOfFile } from "./page_path.ts";
import { setPreferences } from "./preference_change.ts";
import type { PreferenceName } from "./preferences.ts";
import { checkQuota, limitsOf } from "./quota.ts";
import { Slices } from "./slices.ts";

/** What somebody decided who has seen the plan. */
export interface ImportWish {
  /** Pages and files that the wiki has become what they are in the zip. */
  readonly replace: boolean;
  /** The wiki's order of links becomes the one that fits the upload. */
  readonly linkStyle: boolean;
}

/** Makes room for a file. @throws {AppError} `unavailable`, `conflict`: see `ImportDesk.begin()`. */
export function beginUpload(wiki: ManageableWiki): Upload {
  return wiki.house.imports.begin(ownerOf(wiki));
}

/** Has the file checked that was received; resolves when that is done, whatever came of it. */
export function checkReceived(
  wiki: ManageableWiki,
  upload: Upload,
  fileName: string,
): Promise<void> {
  const { house, row, head, repo } = wiki;
  const { pageBytes, attachmentBytes } = limitsOf(house.config, row);
  upload.fileName = fileName;
  return house.imports.check(upload, {
    ...{ pageBytes, attachmentBytes },
    base: head,
    wikiDir: repo.dir,
  });
}

/** The caller's upload for this wiki. @throws {AppError} `not_found`, also for somebody else's and after an hour. */
export function findUpload(wiki: ManageableWiki, id: string): Upload {
  const upload = wiki.house.imports.find(id, ownerOf(wiki));
  if (upload !== undefined) return upload;
  throw new AppError(
    "not_found",
    "Cannot find this import: it is done, was given up, or is older than an hour. Upload the file again",
  );
}

/**
 * Does what the plan says, once.
 *
 * @throws {AppError} `conflict` where the wiki has changed in a way that the plan does not fit any more, or where this was done
 * already; `too_large`; `storage_full`; `not_found`.
 */
export async function importUpload(
  wiki: ManageableWiki,
  id: string,
  wish: ImportWish,
): Promise<ImportResult> {
  const upload = findUpload(wiki, id);
  const { state } = upload;
  if (state.kind !== "checked") {
    throw new AppError("conflict", "Cannot import this file again");
  }
  upload.state = { kind: "importing" };
  try {
    const { checked } = state;
    const isNew = isUntouched(wiki);
    const result = checked.kind === "zip"
      ? await importZip(wiki, { upload, checked, wish })
      : await importBundle(wiki, { upload, checked });
    upload.state = { kind: "done", result };
    await afterImport(wiki, { checked, wish, result, isNew });
    return result;
  } catch (error) {
    if (upload.state.kind === "importing") {
      const reason = error instanceof AppError
        ? error.message
        : "Something went wrong here, and was written down";
      upload.state = { kind: "refused", reason };
    }
    throw error;
  } finally {
    wiki.house.imports.empty(upload);
  }
}

/** Forgets an upload. @throws {AppError} `not_found`. */
export function discardUpload(wiki: ManageableWiki, id: string): void {
  wiki.house.imports.discard(findUpload(wiki, id));
}

interface ZipTask {
  readonly upload: Upload;
  readonly checked: CheckedZip;
  readonly wish: ImportWish;
}

/** One commit; its files are in a pack that only has to be moved. */
async function importZip(
  wiki: ManageableWiki,
  { upload, checked, wish }: ZipTask,
): Promise<ImportResult> {
  let adopted: AdoptedPacks | undefined;
  let wanted: ZipImport[] = [];
  try {
    const commit = await commitChange(wiki, async (now) => {
      wanted = await wantedFiles(now, upload, { files: checked.files, wish });
      if (wanted.length === 0) return null;
      adopted ??= adoptPacks(upload.targetDir, wiki.visit.wiki.repo);
      const files = new Map<string, FileContent>(
        wanted.map(({ path, oid }) => [path, { oid, mode: "100644" }]),
      );
      return { files, deed: `Import: ${countsText(countsOf(wanted))}` };
    });
    if (commit === null) throw nothing();
    return { commit, ...countsOf(wanted) };
  } catch (error) {
    // What is told to the caller was found before the branch moved; of any other failure nobody knows.
    if (error instanceof AppError) adopted?.undo();
    throw error;
  }
}

/** What is to be stored, compared with the wiki as it is now. @throws {AppError} `conflict`. */
async function wantedFiles(
  now: WritableWiki,
  { base }: Upload,
  { files, wish }: { files: readonly ZipImport[]; wish: ImportWish },
): Promise<ZipImport[]> {
  const slices = new Slices();
  const wanted: ZipImport[] = [];
  for (const file of files) {
    if (file.before === file.oid) continue;
    if (file.before !== null && !wish.replace) continue;
    if (now.head !== base) {
      await slices.pause();
      if (now.index.files.find(file.path)?.oid === file.oid) continue;
      demandUnchanged(now, file);
    }
    wanted.push(file);
  }
  return wanted;
}

/** Passes where the wiki has at this path what the plan says. */
function demandUnchanged(now: WritableWiki, file: ZipImport): void {
  const { path, before } = file;
  const name = pageOfFile(path) ?? path;
  const oid = now.index.files.find(path)?.oid ?? null;
  const isTaken = before === null &&
    now.index.files.listFolded(foldPath(name)).length > 0;
  if (oid === before && !isTaken) return;
  throw new AppError(
    "conflict",
    `Cannot import: "${name}" was changed meanwhile. Upload the file again to see a new plan`,
  );
}

/** The branch moves to the bundle's newest commit. */
async function importBundle(
  wiki: ManageableWiki,
  { upload, checked }: { upload: Upload; checked: CheckedBundle },
): Promise<ImportResult> {
  const { repo, records } = wiki.visit.wiki;
  const { refusal, fate } = fateOf(wiki, checked);
  if (refusal !== null) throw new AppError("conflict", refusal);
  let adopted: AdoptedPacks | undefined;
  try {
    const commit = await commitHistory(wiki, async (now) => {
      if (now.head !== upload.base) {
        throw new AppError(
          "conflict",
          "Cannot import: the wiki was changed meanwhile. Upload the file again to see a new plan",
        );
      }
      checkQuota(now, grownBy(now, checked));
      adopted ??= adoptPacks(upload.targetDir, repo);
      const { historyBytes } = limitsOf(wiki.house.config, wiki.row);
      if (await repo.storedBytes() > historyBytes) {
        throw await historyFull(wiki.visit);
      }
      const { better } = checked.links;
      if (fate === "replaces" && better !== null) {
        records.preferences.set(LINK_STYLE, better); // the index is built by it
      }
      return checked.head;
    });
    await adoptTagsOf(wiki, upload);
    return { commit, pages: checked.pages, files: checked.files };
  } catch (error) {
    // What is told to the caller was found before the branch moved; of any other failure nobody knows.
    if (error instanceof AppError) adopted?.undo();
    throw error;
  }
}

const LINK_STYLE: PreferenceName = "WIKILINK_STYLE";

/** The import is done: what fails from here on must not say otherwise. */
async function afterImport(
  wiki: ManageableWiki,
  { checked, wish, result, isNew }: {
    checked: CheckedZip | CheckedBundle;
    wish: ImportWish;
    result: ImportResult;
    isNew: boolean;
  },
): Promise<void> {
  const { house, row } = wiki;
  try {
    const { better } = checked.links;
    if (better !== null && (wish.linkStyle || isNew)) {
      setPreferences(wiki, { [LINK_STYLE]: better });
    }
    const detail = `${checked.kind}, ${countsText(result)}`;
    noteInAudit(wiki, "wiki_imported", detail);
    house.log("info", "wiki_imported", { wiki: row.id, slug: row.slug });
    if (checked.kind === "bundle") packSoon(wiki);
    // Until then a wiki that was empty cannot be opened.
    await untilCaughtUp(wiki.visit.wiki, house.log);
  } catch (error) {
    house.log("error", "background_failed", { wiki: row.id }, error);
  }
}

/** What was brought in shares objects with what was there: one pack makes clones quick, and the history small. */
function packSoon({ house, row }: ManageableWiki): void {
  const { openWikis, now } = house;
  // Other upkeep may be running: this comes behind it.
  openWikis.inBackground(row, () => Promise.resolve()).then(() =>
    openWikis.inBackground(row, async ({ repo }, signal) => {
      await openWikis.repacker.squeeze(repo, { signal, now });
    })
  );
}

/** The history is there already: without its tags it is worth less, but it is no failure. */
async function adoptTagsOf(
  { visit: { wiki, house } }: ManageableWiki,
  { targetDir }: Upload,
): Promise<void> {
  try {
    await wiki.repo.turn(() =>
      Promise.resolve(adoptTags(targetDir, wiki.repo))
    );
  } catch (error) {
    house.log("error", "background_failed", { wiki: wiki.row.id }, error);
  }
}

function countsOf(
  files: readonly ZipImport[],
): { pages: number; files: number } {
  const pages = files.filter(({ path }) => pageOfFile(path) !== undefined);
  return { pages: pages.length, files: files.length - pages.length };
}

/** `12 pages and 1 file`. */
function countsText({ pages, files }: { pages: number; files: number }) {
  return [counted(pages, "page"), counted(files, "file")]
    .filter((text) => !text.startsWith("0 "))
    .join(" and ") || "no files";
}

function nothing(): AppError {
  return new AppError(
    "conflict",
    "There is nothing to import: the wiki has it all",
  );
}

function ownerOf({ caller, row }: ManageableWiki): UploadOwner {
  if (caller.kind !== "session") {
    throw new AppError("forbidden", "Cannot import: sign in with a browser");
  }
  return { did: caller.did, wikiId: row.id };
}
