/**
 * What happened to the whole wiki: recent changes, and one commit.
 *
 * @module
 */
import type { Hono } from "hono";
import { nextTurn } from "../next_turn.ts";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { findChanges } from "../wiki/change_filter.ts";
import { diffChange } from "../wiki/history.ts";
import { addressOfChanged } from "../wiki/look_up.ts";
import { readChangeQuery } from "./change_query.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import { pagerOf } from "./views/change_filter_form.tsx";
import { ChangelogView } from "./views/changelog_view.tsx";
import { CommitView } from "./views/commit_view.tsx";

/** Entries of one page of the changelog. */
const PAGE_LENGTH = 50;
/** Files of a commit whose diffs are drawn. */
const MAX_FILES = 100;

/** What happened to the whole wiki. */
export function addChangeRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/commit/:revision", async (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const { change, files } = await diffChange(wiki, c.req.param("revision"));
    await nextTurn(); // drawing may take 30 ms too
    const view = CommitView({
      layout: screen.layout(c, wiki),
      change,
      files: files.slice(0, MAX_FILES),
      hiddenFiles: Math.max(0, files.length - MAX_FILES),
      canWrite: wiki.rights.write,
      addressOf: (path) => addressOfChanged(wiki, path),
    });
    return show(c, view);
  });

  app.get("/-/changelog", async (c) => {
    const wiki = forReading(c.var.visit);
    return notModified(c, wiki) ?? await showChangelog(screen, c, wiki);
  });

  app.get("/-/log", (c) => c.redirect("/-/changelog", 301));
}

async function showChangelog(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
): Promise<Response> {
  const query = readChangeQuery(c);
  const { filter, before } = query;
  const found = await findChanges(wiki, filter, {
    limit: PAGE_LENGTH,
    ...(before === undefined ? {} : { before }),
  });
  const view = ChangelogView({
    layout: screen.layout(c, wiki),
    changes: found.changes,
    addressOf: (path) => addressOfChanged(wiki, path),
    filter,
    pager: pagerOf("/-/changelog", query, found),
  });
  return await show(c, view);
}
