/**
 * Browsing by tag and by category.
 *
 * @module
 */
import type { Hono } from "hono";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { type LabelKind, listLabels } from "../wiki/labels.ts";
import { actionUrl } from "../wiki/page_path.ts";
import { listPages } from "../wiki/pages.ts";
import { offsetOf, pathOf, type Screen, show } from "./screen.ts";
import type { WebContext } from "./screen.ts";
import { LabelsView, LabelView } from "./views/labels_view.tsx";

/** Labels, and pages of a label, of one part. */
const LABELS_LENGTH = 500;
const PAGES_LENGTH = 200;

/** Places of each kind: the list, and one label. */
const LISTS: readonly [string, LabelKind][] = [
  ["tags", "tag"],
  ["categories", "category"],
];

/** `/-/tags`, `/-/tag/<tag>`, `/-/categories`, `/-/category/<category>`. */
export function addLabelRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  for (const [list, kind] of LISTS) {
    app.get(`/-/${list}`, (c) => {
      const wiki = forReading(c.var.visit);
      return notModified(c, wiki) ?? showLabels(screen, c, { wiki, kind });
    });

    app.get(`/-/${kind}/*`, (c) => {
      const wiki = forReading(c.var.visit);
      const label = pathOf(c) ?? "";
      if (label === "") return c.redirect(`/-/${list}`, 301);
      return notModified(c, wiki) ??
        showLabel(screen, c, { wiki, kind, label });
    });
  }
}

function showLabels(
  screen: Screen,
  c: WebContext,
  { wiki, kind }: { wiki: ReadableWiki; kind: LabelKind },
): Response | Promise<Response> {
  const offset = offsetOf(c);
  const slice = { limit: LABELS_LENGTH, offset };
  const { labels, total } = listLabels(wiki, kind, slice);
  const next = offset + labels.length;
  const url = kind === "tag" ? "/-/tags" : "/-/categories";
  const view = LabelsView({
    layout: screen.layout(c, wiki, { canonicalPath: url }),
    ...{ kind, labels, total },
    nextUrl: labels.length > 0 && next < total ? `${url}?offset=${next}` : null,
  });
  return show(c, view);
}

function showLabel(
  screen: Screen,
  c: WebContext,
  { wiki, kind, label }: {
    wiki: ReadableWiki;
    kind: LabelKind;
    label: string;
  },
): Response | Promise<Response> {
  const offset = offsetOf(c);
  const filter = kind === "tag" ? { tag: label } : { category: label };
  const slice = { limit: PAGES_LENGTH, offset };
  const { pages, total } = listPages(wiki, { ...filter, ...slice });
  const next = offset + pages.length;
  const url = actionUrl(kind, label);
  const view = LabelView({
    layout: screen.layout(
      c,
      wiki,
      total === 0 ? {} : { canonicalPath: url },
    ),
    ...{ kind, label, total },
    pages: pages.map(({ path, title }) => ({
      ...{ path, title },
      url: screen.addressOf(wiki, path),
    })),
    nextUrl: pages.length > 0 && next < total ? `${url}?offset=${next}` : null,
  });
  return show(c, view, total === 0 ? 404 : 200);
}
