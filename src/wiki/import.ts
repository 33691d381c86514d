/** Turns a folder of files, a git repository or a git bundle into a wiki. @module */
import type { House } from "./house.ts";
import type { NewWiki } from "./wikis.ts";
/** What was imported. */
export interface Imported {
  readonly slug: string;
  readonly commits: number;
  readonly pages: number;
  readonly files: number;
  readonly linkStyle:
    | "target_first"
    | "text_first"; /** How many links resolve under each order. */
  readonly resolvedLinks: {
    readonly target_first: number;
    readonly text_first: number;
  };
  readonly warnings: readonly string[];
}
/** Imports with its whole history; objects are checked one by one. @throws {AppError} `invalid`, `conflict`, `not_found`. */
export declare function importWiki(
  house: House,
  source: string,
  wiki: NewWiki,
): Promise<Imported>;
