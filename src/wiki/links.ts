/** Which page links to which, from the index. @module */
import type { ReadableWiki } from "./access.ts";
/** Pages linked from and to a page (existing or not), each once, sorted. */
export interface PageLinks {
  readonly path: string;
  readonly linksTo: readonly string[];
  readonly linkedFrom: readonly string[]; /** Targets that do not exist. */
  readonly broken: readonly string[];
}
/** Links of a page; empty lists for an unknown one. */
export declare function pageLinks(wiki: ReadableWiki, path: string): PageLinks;
/** The whole graph: nodes are pages. */
export declare function linkGraph(
  wiki: ReadableWiki,
): { nodes: string[]; edges: { source: string; target: string }[] };
/** Links that lead nowhere. */
export declare function brokenLinks(
  wiki: ReadableWiki,
): { source: string; target: string }[];
/** Pages that no other page links to, without the home page. */
export declare function orphans(wiki: ReadableWiki): string[];
