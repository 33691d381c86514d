/**
 * Tags and categories of a wiki: what pages say of themselves in their front matter, to browse by.
 *
 * @module
 */
import type { ReadableWiki } from "./access.ts";

/** What pages are labelled with. */
export type LabelKind = "tag" | "category";

/** A label, in lower case, and how many pages carry it. */
export interface Label {
  readonly label: string;
  readonly pages: number;
}

/** Labels by name, and how many there are in all. */
export function listLabels(
  wiki: ReadableWiki,
  kind: LabelKind,
  { limit = 500, offset = 0 }: { limit?: number; offset?: number } = {},
): { labels: Label[]; total: number } {
  return {
    labels: wiki.index.pages.listLabels(kind, { limit, offset }),
    total: wiki.index.pages.countLabels(kind),
  };
}
