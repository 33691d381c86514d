/**
 * Finds the page that an address names: the page, a redirect to its one spelling, or a page that says
 * what is missing and how to go on.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { readAddress } from "../http/place.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import { type Change, pageHistory } from "../wiki/history.ts";
import { findPagePath, lookUp } from "../wiki/look_up.ts";
import { actionUrl, newPagePath } from "../wiki/page_path.ts";
import { pathOf, type Screen, show, type WebContext } from "./screen.ts";
import { MissingView } from "./views/small_views.tsx";

/**
 * The page that `/-/<action>/<page>` names, or the answer to give instead: 301 for another spelling,
 * or where the page went that had this name, 404 for none or several.
 */
export function namedPage(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
): string | Response | Promise<Response> {
  const asked = pathOf(c) ?? "";
  const found = lookUp(wiki, asked);
  if (found.kind === "moved") return toSpelling(c, found.path);
  if (found.kind !== "page") return missing(screen, c, wiki, asked);
  return found.path === asked ? asked : toSpelling(c, found.path);
}

/** The same action and query for the page's one spelling. */
export function toSpelling(c: WebContext, path: string): Response {
  const { path: pathname, query } = readAddress(c.req.url);
  const action = /^\/-\/([^/]+)/.exec(pathname)?.[1] ?? "page";
  return c.redirect(`${actionUrl(action, path)}${query}`, 301);
}

/** 404, with what may have been meant. */
export function missing(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
  path: string,
): Response | Promise<Response> {
  const found = lookUp(wiki, path);
  const isAmbiguous = found.kind === "ambiguous";
  const view = MissingView({
    layout: screen.layout(c, wiki),
    path,
    canWrite: wiki.rights.write,
    refusal: refusalOf(path),
    candidates: isAmbiguous ? found.candidates : nearNames(wiki, path),
    isAmbiguous,
    deletion: deletionOf(wiki, path),
  });
  return show(c, view, 404);
}

/** Why no page of this name can be made, or `null`. */
function refusalOf(path: string): string | null {
  return appErrorOf(() => newPagePath(path))?.message ?? null;
}

/** Pages with a name like this one. */
function nearNames(wiki: ReadableWiki, path: string): readonly string[] {
  return appErrorOf(() => findPagePath(wiki, path))?.details.candidates ?? [];
}

/** The change that deleted the page, or `null` where there never was one. */
function deletionOf(wiki: ReadableWiki, path: string): Change | null {
  let deletion: Change | null = null;
  appErrorOf(() => {
    const [last] = pageHistory(wiki, path, { limit: 1 });
    if (last?.kind === "deleted") deletion = last;
  });
  return deletion;
}

/** What an action has to say against it, or `undefined`. */
function appErrorOf(action: () => unknown): AppError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
