/**
 * What the name of a revision means: a full oid, its beginning (7 digits or more), or `HEAD`. Only commits that HEAD reaches are
 * found, never objects by a bare look-up: an object may be left of what somebody wanted gone.
 *
 * @module
 */
import type { NamedCommit } from "../db/index/commits.ts";
import { AppError } from "../errors.ts";
import type { ReadableWiki } from "./access.ts";

/** The commit that a revision names. @throws {AppError} `not_found`. */
export function findNamed(wiki: ReadableWiki, revision: string): NamedCommit {
  const name = revision === "HEAD"
    ? wiki.index.head() ?? ""
    : revision.toLowerCase();
  const found = /^[0-9a-f]{7,40}$/.test(name)
    ? wiki.index.commits.listNamed(name)
    : [];
  if (found.length === 1) return found[0]!;
  throw new AppError(
    "not_found",
    found.length === 0
      ? `Cannot find revision "${revision}"`
      : `Cannot tell which revision "${revision}" is: several begin so`,
    { details: { reason: "no_revision" } },
  );
}
