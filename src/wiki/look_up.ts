/** Finds what a name means at HEAD: exact path, else the unique path equal after folding. @module */
import type { ReadableWiki } from "./access.ts";
/** What a path leads to. */
export type Found =
  | { readonly kind: "page"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly oid: string }
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "ambiguous"; readonly candidates: readonly string[] }
  | { readonly kind: "none" };
/** What the path names; order: page, attachment, folder. */
export declare function lookUp(wiki: ReadableWiki, path: string): Found;
/** The page that a path names. @throws {AppError} `not_found` (with `candidates` where several fit, else near names). */
export declare function findPagePath(wiki: ReadableWiki, path: string): string;
/** The wiki's home page: the preference, else Home, home, README, index in any case; `null`: show the page index. */
export declare function homePage(wiki: ReadableWiki): string | null;
/** The address of a page in this wiki: `/` for the home page, else `pageUrl(path)`. */
export declare function addressOf(wiki: ReadableWiki, path: string): string;
