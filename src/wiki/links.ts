/**
 * Which page links to which, from the index: wikilinks and Markdown links whose target is a page or nothing. Links to
 * attachments and folders are not counted, nor are pictures. Anchors are left out; links of a page to itself count as links
 * from it, and not as links to it.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { ReadableWiki } from "./access.ts";
import { homePage, lookUp } from "./look_up.ts";
import { foldPath, isPlace, newPagePath } from "./page_path.ts";

/** Pages linked from and to a page (existing or not), each once, sorted. */
export interface PageLinks {
  readonly path: string;
  /** Existing pages by their paths, missing ones as they would be created. */
  readonly linksTo: readonly string[];
  readonly linkedFrom: readonly string[];
  /** Targets that do not exist. */
  readonly broken: readonly string[];
}

/**
 * Links of a page, named in any spelling. A page that does not exist links nowhere, but pages may link to it; empty lists where
 * none does.
 */
export function pageLinks(wiki: ReadableWiki, path: string): PageLinks {
  const { links } = wiki.index;
  const found = lookUp(wiki, path);
  if (found.kind !== "page") {
    const linkedFrom = links.listSourcesNaming(foldPath(path));
    return { path, linksTo: [], linkedFrom, broken: [] };
  }
  const page = found.path;
  const home = homePage(wiki);
  const toHome = home !== null && links.isHomeLinked(page) ? [home] : [];
  const fromHome = page === home ? links.listSourcesNaming("") : [];
  const broken = distinct(
    links.listBroken(page).filter(isMeantAsPage).map(wantedPath),
  );
  return {
    path: page,
    linksTo: distinct([...links.listFollowed(page), ...broken, ...toHome]),
    linkedFrom: distinct([...links.listSources(page), ...fromHome])
      .filter((source) => source !== page),
    broken,
  };
}

/** The whole graph: nodes are pages, an edge for each pair of pages of which the first links to the second. */
export function linkGraph(
  wiki: ReadableWiki,
): { nodes: string[]; edges: { source: string; target: string }[] } {
  const nodes = wiki.index.links.listNodes();
  const paths = new Map(nodes.map(({ id, path }) => [id, path]));
  const { sources, targets } = wiki.index.links.listPairs();
  const seen = new Set<string>();
  const edges = sources.flatMap((source, i) => {
    const edge = `${source} ${targets[i]}`; // two spellings may name one page
    if (seen.has(edge)) return [];
    seen.add(edge);
    return [{ source: paths.get(source)!, target: paths.get(targets[i]!)! }];
  });
  return { nodes: nodes.map(({ path }) => path), edges };
}

/** Links that lead nowhere, sorted by source. */
export function brokenLinks(
  wiki: ReadableWiki,
): { source: string; target: string }[] {
  const wanted = new Map<string, string>();
  return wiki.index.links.listAllBroken().flatMap(({ source, target }) => {
    if (!isMeantAsPage(target)) return [];
    const path = wanted.get(target) ?? wantedPath(target);
    wanted.set(target, path);
    return [{ source, target: path }];
  });
}

/** Pages that no other page links to, without the home page; sorted. */
export function orphans(wiki: ReadableWiki): string[] {
  const home = homePage(wiki);
  return wiki.index.links.listUnlinked().filter((path) => path !== home);
}

/** A place of the service (`/-/about`) is no page, existing or not. */
function isMeantAsPage(target: string): boolean {
  return !isPlace(target);
}

/** The path under which a missing page would be created; a target that no page may have stays as it is. */
function wantedPath(target: string): string {
  try {
    return newPagePath(target);
  } catch (error) {
    if (error instanceof AppError) return target;
    throw error;
  }
}

function distinct(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort();
}
