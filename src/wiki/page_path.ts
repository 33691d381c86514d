/** The three spellings of a page's name and the way between them. @module */

/** The file that holds a page: `Actors/Iran` → `Actors/Iran.md`. Any existing page; no check. */
export declare function pageFile(path: string): string;
/** The page in a file, or `undefined` where the file is not a page. */
export declare function pageOfFile(file: string): string | undefined;
/** `/Actors/Iran`, percent-encoded, for a page, folder or attachment; what has no URL of its own becomes `/-/page/…` or `/-/file/…`. Round-trips any Unicode, `%`, spaces, emoji. `Home` is `/Home` here: `homeUrl` rules live in look_up. */
export declare function pageUrl(path: string): string;
/** URL of a page action: `/-/edit/Actors/Iran`. */
export declare function actionUrl(
  action: string,
  path: string,
  query?: Record<string, string>,
): string;
/** The path in a URL's (still encoded) pathname, or `undefined` where it does not decode. */
export declare function pathOfUrl(pathname: string): string | undefined;
/** Checks and normalises the path of a page to be created: NFC, spaces to `_`, trimmed `/`. @throws {AppError} `invalid`, saying which rule (PRODUCT: Names). */
export declare function newPagePath(input: string): string;
/** The key under which spellings meet: NFC, space = underscore, case folded. */
export declare function foldPath(path: string): string;
/** A path as people read it: `_` shown as space. */
export declare function displayPath(path: string): string;
/** Last segment of {@linkcode displayPath}. */
export declare function displayName(path: string): string;
