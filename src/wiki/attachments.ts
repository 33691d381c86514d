/**
 * The files of a page: every file that is no page, in the folder of the page's name. Files at the root belong to the home page.
 *
 * Reading is tolerant: whatever git holds is found. How files come and go is in `attachment_changes.ts`.
 *
 * @module
 */
import type { FileRow } from "../db/index/files.ts";
import { AppError } from "../errors.ts";
import { isRegularFile } from "../git/trees.ts";
import type { ReadableWiki } from "./access.ts";
import { fileTypeOf } from "./file_types.ts";
import { type Change, changesOf, resolveRevision } from "./history.ts";
import { fileAddressOf, findPagePath, homePage, lookUp } from "./look_up.ts";
import { fileLine, type PageDeed } from "./page_line.ts";
import { displayPath, lastSegment } from "./page_path.ts";

/** A file as it is at HEAD. */
export interface Attachment {
  /** `map.png`. */
  readonly name: string;
  /** `Actors/Iran/map.png`. */
  readonly path: string;
  /** The page whose file it is, `Actors/Iran`; empty: it lies at the root. */
  readonly page: string;
  /** Its address on the wiki's host. */
  readonly url: string;
  readonly sizeBytes: number;
  /** Media type, by its name. */
  readonly type: string;
  /** Whether a page may show it as a picture. */
  readonly isImage: boolean;
  /** The last commit that changed it. */
  readonly revision: string;
  /** Its content in the repository. */
  readonly oid: string;
}

/** A file at one revision. */
export interface AttachmentVersion {
  readonly path: string;
  /** The commit that was asked for. */
  readonly revision: string;
  readonly oid: string;
}

/** A commit in the history of one file. */
export interface AttachmentChange extends Change {
  /** The file's path at that commit. */
  readonly path: string;
  readonly kind: PageDeed;
  /** `null`: the commit deleted it. */
  readonly sizeBytes: number | null;
}

/** Most files of one listing. */
const MAX_LISTED = 500;
/** Most points of a file's past that are looked at for its former names. */
const MAX_POINTS = 1000;

/**
 * The page whose files are meant, spelt as it is; empty for the root.
 *
 * @throws {AppError} `not_found` where there is neither such a page nor a folder.
 */
export function attachmentPage(wiki: ReadableWiki, path: string): string {
  if (path === "") return "";
  const found = lookUp(wiki, path);
  return found.kind === "folder" ? found.path : findPagePath(wiki, path);
}

/**
 * The files of a page by name, at most 500; those of the home page include the files at the root. Files whose names begin
 * with a dot are for programs and are left out.
 *
 * @throws {AppError} `not_found`.
 */
export function listAttachments(
  wiki: ReadableWiki,
  path: string,
): Attachment[] {
  const page = attachmentPage(wiki, path);
  const folders = page !== "" && page === homePage(wiki) ? [page, ""] : [page];
  return folders.flatMap((folder) =>
    wiki.index.files.listIn(folder, { isPage: false, limit: MAX_LISTED })
  )
    .map((row) => attachmentOf(wiki, row))
    .filter(({ name }) => !name.startsWith("."))
    .slice(0, MAX_LISTED);
}

/**
 * The file that a path names.
 *
 * @throws {AppError} `not_found`, also where the path names a page.
 */
export function readAttachment(wiki: ReadableWiki, path: string): Attachment {
  const found = lookUp(wiki, path);
  const row = found.kind === "file"
    ? wiki.index.files.find(found.path)
    : wiki.index.files.find(path);
  // Files whose names begin with a dot are for programs, like those of git and of redirects.
  const isHidden = row !== undefined && /(?:^|\/)\./.test(row.path);
  if (row === undefined || row.isPage === 1 || isHidden) throw noFile(path);
  return attachmentOf(wiki, row);
}

/** A file's row as people are told of it. */
export function attachmentOf(wiki: ReadableWiki, row: FileRow): Attachment {
  const { path, folder, size, revision, oid } = row;
  const name = lastSegment(path);
  const { type, isImage } = fileTypeOf(name);
  return {
    ...{ name, path, page: folder, sizeBytes: size, type, isImage },
    ...{ revision, oid, url: fileAddressOf(wiki, path) },
  };
}

/**
 * The file at a revision, under the name that it had then. `path` may be today's name or the one of then.
 *
 * @throws {AppError} `not_found` for an unknown revision, and where the file was not there.
 */
export function readAttachmentAt(
  wiki: ReadableWiki,
  path: string,
  revision: string,
): AttachmentVersion {
  const commit = resolveRevision(wiki, revision);
  for (const name of namesOf(wiki, path)) {
    const file = wiki.repo.findFile(commit, name);
    if (isRegularFile(file)) {
      return { path: name, revision: commit, oid: file.oid };
    }
  }
  throw new AppError(
    "not_found",
    `Cannot find file "${path}" at revision ${commit.slice(0, 8)}`,
    { details: { path } },
  );
}

/**
 * What happened to a file, newest first, following renames; also of a file that is deleted.
 *
 * @throws {AppError} `not_found` where there never was one.
 */
export function attachmentHistory(
  wiki: ReadableWiki,
  path: string,
  { limit = 50 }: { limit?: number } = {},
): AttachmentChange[] {
  const file = lookUp(wiki, path);
  const name = file.kind === "file" ? file.path : path;
  const points = fileLine(wiki.index, name, { upTo: Infinity, limit });
  if (points.length === 0) throw noFile(path);
  const changes = changesOf(wiki, points.map(({ seq }) => seq));
  return points.map((point, i) => ({
    ...changes[i]!,
    path: point.file,
    kind: point.kind,
    sizeBytes: point.blob === null ? null : wiki.repo.blobSize(point.blob),
  }));
}

/**
 * What a writer puts into the text of `page` to show a file, or to link to it.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { attachmentMarkdown } from "./attachments.ts";
 *
 * const file = { name: "map_(1).png", path: "Iran/map_(1).png", page: "Iran" };
 * assert.equal(
 *   attachmentMarkdown({ ...file, isImage: true }, "Iran"),
 *   "![map (1)](./map_%281%29.png)",
 * );
 * ```
 */
export function attachmentMarkdown(
  file: Pick<Attachment, "name" | "path" | "page" | "isImage">,
  page: string,
): string {
  const place = file.page === page && page !== ""
    ? `./${file.name}`
    : `/${file.path}`;
  // What would end a link's target or its text.
  const target = place.replace(
    /[\s()<>"'%?#\\]/g,
    (c) => c.charCodeAt(0) < 128 ? percent(c) : encodeURIComponent(c),
  );
  const shown = file.isImage ? file.name.replace(/\.[^.]+$/, "") : file.name;
  const text = displayPath(shown).replace(/[\\[\]*`<]/g, "\\$&");
  return `${file.isImage ? "!" : ""}[${text}](${target})`;
}

function percent(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(2, "0");
  return `%${code.toUpperCase()}`;
}

/** The last change of each of these files, by revision: files that came together share theirs. */
export function lastChanges(
  wiki: ReadableWiki,
  attachments: readonly Attachment[],
): ReadonlyMap<string, Change> {
  const places = new Map<string, number>();
  for (const { path, revision } of attachments) {
    if (places.has(revision)) continue;
    const row = wiki.index.files.find(path);
    if (row) places.set(revision, row.seq);
  }
  const changes = changesOf(wiki, [...places.values()]);
  return new Map(changes.map((change) => [change.revision, change]));
}

/** The path itself, today's spelling of it, and the names that the file had before. */
function* namesOf(wiki: ReadableWiki, path: string): Generator<string> {
  yield path;
  const found = lookUp(wiki, path);
  const today = found.kind === "file" ? found.path : path;
  if (today !== path) yield today;
  const line = fileLine(wiki.index, today, {
    upTo: Infinity,
    limit: MAX_POINTS,
  });
  yield* new Set(line.map(({ file }) => file));
}

function noFile(path: string): AppError {
  return new AppError("not_found", `Cannot find file "${path}"`, {
    details: { path },
  });
}
