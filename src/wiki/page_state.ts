/**
 * A page as it was at a revision, under the name that it had then.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { isRegularFile } from "../git/trees.ts";
import type { ReadableWiki } from "./access.ts";
import { pageLine, pagePointAt } from "./page_line.ts";
import { pageFile } from "./page_path.ts";
import { decodeText } from "./page_text.ts";
import { findNamed } from "./revision_names.ts";

/** A page at a commit. */
export interface PageState {
  /** The page's path then. */
  readonly path: string;
  /** Its text; `null`: it was not there. */
  readonly blob: string | null;
  /** The commit. */
  readonly revision: string;
}

/** The page at a revision. @throws {AppError} `not_found` for an unknown revision. */
export function pageStateAt(
  wiki: ReadableWiki,
  path: string,
  revision: string,
): PageState {
  const { oid, seq } = findNamed(wiki, revision);
  if (seq !== null) {
    const point = pagePointAt(wiki.index, path, seq);
    return {
      path: point?.path ?? path,
      blob: point?.blob ?? null,
      revision: oid,
    };
  }
  const file = wiki.repo.findFile(oid, pageFile(path));
  const blob = isRegularFile(file) ? file.oid : null;
  return { path, blob, revision: oid };
}

/** The last change of a page at or before a revision: before (`null`: it was made then) and after. @throws {AppError} `not_found`. */
export function lastStepOf(
  wiki: ReadableWiki,
  path: string,
  revision: string,
): { from: PageState | null; to: PageState } {
  const { mergedSeq } = findNamed(wiki, revision);
  const [now, before] = pageLine(wiki.index, path, {
    upTo: mergedSeq,
    limit: 2,
  }).map((point) => ({
    path: point.path,
    blob: point.blob,
    revision: wiki.index.commits.findAt(point.seq)!.oid,
  }));
  if (now === undefined) {
    throw new AppError("not_found", `Cannot find page "${path}"`);
  }
  return { from: before?.blob ? before : null, to: now };
}

/** The text of a page's blob; empty where there is none. @throws {AppError} `invalid` where it is not UTF-8. */
export function textOfBlob(
  wiki: ReadableWiki,
  path: string,
  blob: string | null,
): string {
  if (blob === null) return "";
  const text = decodeText(wiki.repo.readBlob(blob));
  if (text === undefined) {
    throw new AppError(
      "invalid",
      `Cannot show "${path}": it is not UTF-8 text`,
    );
  }
  return text;
}
