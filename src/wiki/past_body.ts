/**
 * The body of a page of the past: its links and pictures lead to what was there then, and stay within that time.
 *
 * @module
 */
import { escapeHtml } from "./hole_addresses.ts";
import type { AddressHole, Hole } from "../markdown/rendered.ts";
import { headingId } from "../markdown/wiki_links.ts";
import type { ReadableWiki } from "./access.ts";
import { targetPaths } from "./link_target.ts";
import type { PageBody } from "./page_bodies.ts";
import { oldAddress, oldFilePath } from "./old_addresses.ts";
import { actionUrl, displayPath, isPlace, placeUrl } from "./page_path.ts";
import type { Page } from "./pages.ts";
import { findPast, type Past, type PastName } from "./past.ts";

/** The address of a page, file or folder of the past; empty: its index. */
export function pastUrl({ commit }: Pick<Past, "commit">, path = ""): string {
  return path === ""
    ? `/-/at/${commit}/`
    : actionUrl("at", `${commit}/${path}`);
}

/** The body of a page of the past. @throws {AppError} `unavailable` where too many pages wait to be rendered. */
export async function pastBody(
  wiki: ReadableWiki,
  past: Past,
  page: Page,
): Promise<PageBody> {
  return await wiki.house.bodies.bodyWith(
    wiki,
    page,
    (hole) => fill(past, page.path, hole),
  );
}

/** What stands in a hole of the page `path`. */
function fill(past: Past, path: string, hole: Hole): string {
  switch (hole.kind) {
    case "link":
    case "embed":
      return address(past, path, hole);
    case "section":
      return "hidden"; // the past cannot be edited
    case "missing_file":
      return "";
    case "page": {
      const found = find(past, path, hole.target);
      const name = displayPath(found?.path ?? hole.target);
      return leftOut(
        found === undefined
          ? `There was no page “${escapeHtml(name)}” to show here.`
          : `This shows <a href="${escapeHtml(pastUrl(past, found.path))}">${
            escapeHtml(name)
          }</a>.`,
      );
    }
    default:
      return leftOut("A list or table that is left out in a view of the past.");
  }
}

function leftOut(html: string): string {
  return `<p class="muted">${html}</p>`;
}

function address(past: Past, path: string, hole: AddressHole): string {
  const { target, kind, fragment, isWikiLink } = hole;
  const attribute = kind === "link" ? "href" : "src";
  const found = target === "" ? undefined : find(past, path, target);
  const outside = found === undefined && !isWikiLink && target !== ""
    ? outsideUrl(targetPaths(path, target)[0]!)
    : undefined;
  if (outside !== undefined) return `${attribute}="${escapeHtml(outside)}"`;
  const isMissing = target !== "" && found === undefined;
  const named = found?.path ??
    (target === "" ? "" : targetPaths(path, target)[0]!);
  const query = hole.query && found?.kind === "file" ? `?${hole.query}` : "";
  const id = isWikiLink ? headingId(fragment) : fragment;
  const anchor = fragment === "" || kind === "embed"
    ? ""
    : `#${encodeURIComponent(id)}`;
  const url = escapeHtml(pastUrl(past, named) + query + anchor);
  return `${attribute}="${url}"${isMissing ? ' class="missing"' : ""}`;
}

/** The address of a place of the service, which has no past: it is the one of today. */
function outsideUrl(path: string): string | undefined {
  return isPlace(path) ? placeUrl(path) : oldAddress(path);
}

/** The first of the paths that a target may mean which was there. */
function find(past: Past, path: string, target: string): PastName | undefined {
  for (const candidate of targetPaths(path, target)) {
    const old = oldFilePath(candidate);
    const found = findPast(past, candidate) ??
      (old === undefined ? undefined : findPast(past, old));
    if (found !== undefined) return found;
  }
  return undefined;
}
