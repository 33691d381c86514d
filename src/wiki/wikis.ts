/** Wikis: create, change, delete. @module */
import type { Level, WikiChange, WikiRow } from "../db/platform/wikis.ts";
import type { House } from "./house.ts";
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
/** Makes row, folder, repository and starter pages; all or nothing. `strict`: reserved names are refused (people), else only those of the command line. @throws {AppError} `invalid`, `conflict`. */
export declare function createWiki(
  house: House,
  wiki: NewWiki,
  options?: { starterPages?: boolean; strict?: boolean },
): Promise<WikiRow>;
/** Changes a row. @throws {AppError} `not_found`, `invalid`. */
export declare function changeWiki(
  house: House,
  slug: string,
  change: WikiChange,
): WikiRow;
/** Deletes row, tokens, members and folder. @throws {AppError} `not_found`. */
export declare function deleteWiki(house: House, slug: string): Promise<void>;
/** Finishes or undoes creations and deletions that a crash interrupted; removes stale locks. At boot. */
export declare function recoverWikis(house: House): Promise<void>;
