/** The row of a wiki that somebody names by its slug. @module */
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import type { House } from "./house.ts";

/** The wiki with this slug. @throws {AppError} `not_found`. */
export function readWikiRow(
  { platform }: Pick<House, "platform">,
  slug: string,
): WikiRow {
  const row = platform.wikis.find(slug);
  if (row !== undefined) return row;
  throw new AppError("not_found", `Cannot find wiki "${slug}"`);
}
