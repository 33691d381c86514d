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
import { oldPathsOf, redirectOf } from "./redirects.ts";
import { Slices } from "./slices.ts";

/** Pages linked from and to a page (existing or not), each once, sorted. */
export interface PageLinks {
  readonly path: string;
  /** Existing pages by their paths, missing ones as they would be created. */
  readonly linksTo: readonly string[];
  readonly linkedFrom: readonly string[];
  /** Targets that do not exist. */
  readonly broken: readonly string[];
}

/** Names of pages that one step reads. */
const NODES_IN_STEP = 1_000;

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
  const nowhere = links.listBroken(page).filter(isMeantAsPage);
  const renamed = nowhere.map((target) => redirectOf(wiki, target));
  const broken = distinct(
    nowhere.filter((_, i) => renamed[i] === undefined).map(wantedPath),
  );
  const byOldName = renamed.filter((path) => path !== undefined);
  return {
    path: page,
    linksTo: distinct([
      ...links.listFollowed(page),
      ...byOldName,
      ...broken,
      ...toHome,
    ]),
    linkedFrom: distinct([
      ...links.listSources(page),
      ...fromHome,
      ...oldPathsOf(wiki, page)
        .flatMap((old) => links.listSourcesNaming(foldPath(old))),
    ])
      .filter((source) => source !== page),
    broken,
  };
}

/**
 * The whole graph: nodes are pages, an edge for each pair of pages of which the first links to the second. Made in short steps; a
 * page that comes or goes meanwhile may be missing from it.
 */
export async function linkGraph(
  wiki: ReadableWiki,
): Promise<
  { nodes: string[]; edges: { source: string; target: string }[] }
> {
  const { links } = wiki.index;
  const slices = new Slices();
  const paths = new Map<number, string>();
  let nodes = links.listNodes("", NODES_IN_STEP);
  while (nodes.length > 0) {
    for (const { id, path } of nodes) paths.set(id, path);
    await slices.pause();
    nodes = links.listNodes(nodes.at(-1)!.path, NODES_IN_STEP);
  }
  const edges: { source: string; target: string }[] = [];
  for (const [id, source] of paths) {
    for (const target of new Set(links.listTargetIds(id))) {
      const path = paths.get(target);
      if (path !== undefined) edges.push({ source, target: path });
    }
    await slices.pause();
  }
  return { nodes: [...paths.values()], edges };
}

/** A place of the service (`/-/about`) is no page, existing or not. */
function isMeantAsPage(target: string): boolean {
  return !isPlace(target);
}

/** The path under which a missing page would be created; a target that no page may have stays as it is. */
export function wantedPath(target: string): string {
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
