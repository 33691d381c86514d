/**
 * How files come and go: upload, replace, rename, delete. Each is one commit.
 *
 * | upload of a name that   | without `replace`          | with `replace`                                |
 * | ----------------------- | -------------------------- | --------------------------------------------- |
 * | is free                 | stored                     | stored                                        |
 * | holds the same bytes    | nothing to do              | nothing to do                                 |
 * | holds other bytes       | `conflict` (`exists`)      | a new version; `conflict` where `base` is old |
 * | differs only in case…   | `conflict` (`exists`)      | `conflict` (`exists`)                         |
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { FileContent } from "../git/repository.ts";
import { hashObject } from "../git/objects.ts";
import type { FileRow } from "../db/index/files.ts";
import {
  atNewestHead,
  type ReadableWiki,
  type UploadableWiki,
  type WritableWiki,
} from "./access.ts";
import {
  type Attachment,
  attachmentOf,
  attachmentPage,
  readAttachment,
} from "./attachments.ts";
import { commitChange } from "./commit.ts";
import { resolveRevision } from "./history.ts";
import { rewrittenPages } from "./link_rewrite.ts";
import { lookUp } from "./look_up.ts";
import {
  foldPath,
  isPlace,
  lastSegment,
  MAX_PATH_BYTES,
  newFileName,
  newPagePath,
  pageFile,
} from "./page_path.ts";
import { limitsOf } from "./quota.ts";

/** A file as it is sent. */
export interface Upload {
  /** As its sender calls it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files to be stored. */
export interface UploadPlan {
  /** The page that they belong to; empty: the root. */
  readonly page: string;
  readonly uploads: readonly Upload[];
  /** New versions of files that are there are wanted; without it their names are taken. */
  readonly replace?: {
    /** The name under which the one upload is stored, whatever it is called. */
    readonly name?: string;
    /** The revision that its writer saw. */
    readonly base?: string;
  };
  /** The page may be one that is still being written. */
  readonly mayBeNew?: boolean;
  readonly message?: string;
}

/** What became of an upload. */
export interface StoredUpload {
  readonly attachment: Attachment;
  /** What its sender called it, where that is not its name now. */
  readonly sentAs: string | null;
  readonly outcome: "created" | "replaced" | "unchanged";
}

/** An upload, and where it goes. */
interface Placed {
  readonly path: string;
  readonly sentAs: string | null;
  readonly bytes: Uint8Array;
  readonly outcome: StoredUpload["outcome"];
}

/**
 * Stores files in one commit, by the table above.
 *
 * @throws {AppError} `invalid` for a name that cannot be used and where there is nothing to store; `not_found` for the page;
 * `conflict` (`exists`, `changed`, `deleted`, `moved`); `too_large`; `storage_full`.
 */
export async function saveAttachments(
  wiki: UploadableWiki,
  plan: UploadPlan,
): Promise<StoredUpload[]> {
  const named = plan.uploads.map((upload) => namedUpload(wiki, upload, plan));
  if (named.length === 0) {
    throw new AppError("invalid", "Cannot upload: no file was chosen");
  }
  let placed: Placed[] = [];
  await commitChange(wiki, (now) => {
    placed = placeUploads(now, plan, named);
    const wanted = placed.filter(({ outcome }) => outcome !== "unchanged");
    if (wanted.length === 0) return null;
    const files = new Map(wanted.map(({ path, bytes }) => [path, bytes]));
    return { files, deed: uploadDeed(now, wanted), message: plan.message };
  });
  const now = atNewestHead(wiki);
  return placed.map(({ path, sentAs, outcome }) => ({
    attachment: readAttachment(now, path),
    sentAs,
    outcome,
  }));
}

/** A file under its new name. */
export interface RenamedAttachment {
  readonly from: string;
  readonly attachment: Attachment;
  /** Pages whose links to it were rewritten. */
  readonly updatedPages: readonly string[];
}

/**
 * Gives a file another name in the same folder, in one commit with every link to it.
 *
 * @throws {AppError} `not_found`; `invalid` for a name that cannot be used; `conflict` where the name is taken, and where `base`
 * is given and stale.
 */
export async function renameAttachment(
  wiki: WritableWiki,
  { path, newName, base, message }: {
    path: string;
    newName: string;
    base?: string;
    message?: string;
  },
): Promise<RenamedAttachment> {
  if (/[/\\]/.test(newName)) {
    throw new AppError(
      "invalid",
      `Cannot rename to "${newName}": a name holds no slash`,
    );
  }
  const name = newFileName(newName);
  let [from, to] = ["", ""];
  let updatedPages: string[] = [];
  await commitChange(wiki, async (now) => {
    const row = demandCurrent(now, path, base);
    from = row.path;
    to = pathIn(row.folder, name);
    if (to === from) return null;
    demandFree(now, to, { besides: from });
    const moves = { files: new Map([[from, to]]), folder: null };
    const pages = await rewrittenPages(now, moves);
    updatedPages = pages.map((page) => page.path);
    const files = new Map<string, FileContent>([
      ...pages.map(({ path, bytes }) => [pageFile(path), bytes] as const),
      [from, null],
      [to, { oid: row.oid, mode: row.mode }],
    ]);
    return { files, deed: `Rename attachment: ${from} -> ${to}`, message };
  });
  const attachment = readAttachment(atNewestHead(wiki), to);
  return { from, attachment, updatedPages };
}

/**
 * Deletes a file; its history stays.
 *
 * @throws {AppError} `not_found`; `conflict` where `base` is given and stale.
 */
export async function deleteAttachment(
  wiki: WritableWiki,
  { path, base, message }: { path: string; base?: string; message?: string },
): Promise<{ path: string; page: string; revision: string }> {
  let row: FileRow | undefined;
  const revision = await commitChange(wiki, (now) => {
    row = demandCurrent(now, path, base);
    const files = new Map([[row.path, null]]);
    return { files, deed: `Delete attachment: ${row.path}`, message };
  });
  return { path: row!.path, page: row!.folder, revision: revision! };
}

/** The upload under the name that it will have. @throws {AppError} `invalid`, `too_large`. */
function namedUpload(
  wiki: UploadableWiki,
  { name: sent, bytes }: Upload,
  { replace }: UploadPlan,
): { name: string; sentAs: string | null; bytes: Uint8Array } {
  const name = replace?.name ?? newFileName(sent);
  const { attachmentBytes } = limitsOf(wiki.house.config, wiki.row);
  if (bytes.length > attachmentBytes) {
    throw new AppError(
      "too_large",
      `Cannot store "${name}": it has ${bytes.length} bytes and a file may have ${attachmentBytes}`,
    );
  }
  return { name, sentAs: name === sent ? null : sent, bytes };
}

/** Where each upload goes, as the wiki is now. */
function placeUploads(
  wiki: WritableWiki,
  plan: UploadPlan,
  named: readonly ReturnType<typeof namedUpload>[],
): Placed[] {
  const page = folderOf(wiki, plan);
  const folds = new Set<string>();
  return named.map(({ name, sentAs, bytes }) => {
    const path = pathIn(page, name);
    const fold = foldPath(path);
    if (folds.has(fold)) {
      throw new AppError(
        "invalid",
        `Cannot upload two files as "${name}": give one of them another name`,
      );
    }
    folds.add(fold);
    return { path, sentAs, bytes, outcome: outcomeAt(wiki, path, bytes, plan) };
  });
}

/** The folder of the page's files. */
function folderOf(wiki: WritableWiki, { page, mayBeNew }: UploadPlan): string {
  if (!mayBeNew || lookUp(wiki, page).kind !== "none") {
    return attachmentPage(wiki, page);
  }
  return page === "" ? "" : newPagePath(page);
}

/** What storing bytes at this path means. @throws {AppError} `conflict`. */
function outcomeAt(
  wiki: WritableWiki,
  path: string,
  bytes: Uint8Array,
  { replace }: UploadPlan,
): StoredUpload["outcome"] {
  const row = wiki.index.files.find(path);
  if (row === undefined) {
    if (replace?.base !== undefined) demandCurrent(wiki, path, replace.base);
    demandFree(wiki, path, {});
    return "created";
  }
  const isSame = row.size === bytes.length &&
    hashObject({ type: "blob", data: bytes }) === row.oid;
  if (isSame) return "unchanged";
  if (replace === undefined) {
    const name = lastSegment(path);
    throw taken(
      path,
      path,
      `there is a file "${name}" already; replace that one, or give this one another name`,
    );
  }
  demandCurrent(wiki, path, replace.base);
  return "replaced";
}

/**
 * The file as it is, where it is still what its writer saw.
 *
 * @throws {AppError} `not_found`; `conflict` (`changed`, `deleted`, `moved`) where `base` is given.
 */
function demandCurrent(
  wiki: ReadableWiki,
  path: string,
  base: string | undefined,
): FileRow {
  if (base === undefined) {
    return wiki.index.files.find(readAttachment(wiki, path).path)!;
  }
  const commit = resolveRevision(wiki, base);
  const before = wiki.repo.findFile(commit, path);
  const row = wiki.index.files.find(path);
  if (row === undefined) {
    if (before === undefined) readAttachment(wiki, path);
    throw new AppError(
      "conflict",
      `Cannot change "${path}": the file was deleted or renamed meanwhile`,
      { details: { reason: "deleted", path } },
    );
  }
  readAttachment(wiki, path); // a page, or what programs keep, is not changed as a file
  if (before?.oid === row.oid) return row;
  const { revision } = attachmentOf(wiki, row);
  throw new AppError(
    "conflict",
    `Cannot change "${path}": the file was replaced since revision ${
      commit.slice(0, 8)
    }; look at it again`,
    { details: { reason: "changed", path, revision } },
  );
}

/**
 * Passes where nothing of this name is there, however it is spelt.
 *
 * @throws {AppError} `conflict`; `invalid` where the path is too long, or an address of the service.
 */
function demandFree(
  wiki: ReadableWiki,
  path: string,
  { besides }: { besides?: string },
): void {
  if (new TextEncoder().encode(path).length > MAX_PATH_BYTES) {
    throw new AppError(
      "invalid",
      `Cannot store "${path}": its path is longer than ${MAX_PATH_BYTES} bytes`,
    );
  }
  if (isPlace(path)) {
    throw new AppError(
      "invalid",
      `Cannot store "${path}": it is an address of the service`,
    );
  }
  const fold = foldPath(path);
  const other = [
    ...wiki.index.files.listFolded(fold),
    ...wiki.index.files.listFoldersFolded(fold),
  ].find((row) => row.path !== besides);
  if (other === undefined) return;
  throw taken(path, other.path, `there is "${other.path}" already`);
}

function taken(path: string, existing: string, reason: string): AppError {
  return new AppError("conflict", `Cannot store "${path}": ${reason}`, {
    details: { reason: "exists", path: existing },
  });
}

function pathIn(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** The words of the service before this one, by door: its users' scripts look for them. */
function uploadDeed(wiki: WritableWiki, placed: readonly Placed[]): string {
  const names = placed.map(({ path }) => lastSegment(path));
  if (wiki.visit.door !== "web") {
    return `Attach: ${placed.map(({ path }) => path).join(", ")}`;
  }
  return placed.every(({ outcome }) => outcome === "replaced")
    ? `Updated attachment: ${names.join(", ")}`
    : `Added attachment(s): ${names.join(", ")}`;
}
