/**
 * Operations that only read: history, search, links, changelog.
 *
 * @module
 */
import { z } from "zod";
import { forReading } from "../wiki/access.ts";
import { changelog, pageHistory } from "../wiki/history.ts";
import { linkGraph, pageLinks } from "../wiki/links.ts";
import { type Hit, searchPages } from "../wiki/search.ts";
import type { Operation } from "./operation.ts";
import { showChange } from "./page_operations.ts";
import * as shapes from "./shapes.ts";

/** A piece of a list of commits. */
const sliceQuery = z.object({
  limit: shapes.limit(50),
  before: shapes.revision.optional().describe("Revision to go on behind"),
});

const history: Operation<z.infer<typeof sliceQuery>, undefined> = {
  id: "pageHistory",
  method: "get",
  route: "/history/{path}",
  summary: "The revisions of a page, newest first, through renames",
  query: sliceQuery,
  answers: { 200: shapes.history },
  errors: [404, 422],
  handle({ visit, path, query }) {
    const { limit, before } = query;
    const revisions = pageHistory(forReading(visit), path, {
      limit,
      ...(before && { before }),
    });
    const shown = revisions.map((one) => ({
      ...showChange(one),
      path: one.path,
    }));
    return { status: 200, body: { path, history: shown } };
  },
};

const searchQuery = z.object({
  q: z.string().trim().min(1, "wanted something to search for"),
  limit: shapes.limit(20),
  offset: z.coerce.number().int().min(0).default(0),
});

const search: Operation<z.infer<typeof searchQuery>, undefined> = {
  id: "searchPages",
  method: "get",
  route: "/search",
  summary: 'Full-text search: words, "a phrase", prefix*',
  query: searchQuery,
  answers: { 200: shapes.searchAnswer },
  errors: [422],
  handle({ visit, query: { q, ...slice } }) {
    const { query, hits, total } = searchPages(forReading(visit), q, slice);
    return { status: 200, body: { query, results: hits.map(showHit), total } };
  },
};

function showHit({ path, title, heading, snippet, score }: Hit) {
  const text = snippet.map((part) => part.text).join("");
  return {
    name: title,
    path,
    heading,
    snippet: text,
    score: Math.round(score * 100) / 100,
  };
}

const links: Operation<undefined, undefined> = {
  id: "pageLinks",
  method: "get",
  route: "/links/{path}",
  summary: "Links from and to a page; empty for a page that does not exist",
  answers: { 200: shapes.links },
  errors: [],
  handle({ visit, path }) {
    const { linksTo, linkedFrom } = pageLinks(forReading(visit), path);
    return {
      status: 200,
      body: { path, links_to: linksTo, linked_from: linkedFrom },
    };
  },
};

const graph: Operation<undefined, undefined> = {
  id: "linkGraph",
  method: "get",
  route: "/links",
  summary: "All links between pages",
  answers: { 200: shapes.graph },
  errors: [],
  async handle({ visit }) {
    return { status: 200, body: await linkGraph(forReading(visit)) };
  },
};

const log: Operation<z.infer<typeof sliceQuery>, undefined> = {
  id: "changelog",
  method: "get",
  route: "/changelog",
  summary: "The commits of the wiki, newest first",
  query: sliceQuery,
  answers: { 200: shapes.changelogAnswer },
  errors: [422],
  handle({ visit, query: { limit, before } }) {
    const changes = changelog(forReading(visit), {
      limit,
      ...(before && { before }),
    });
    const entries = changes.map((change) => ({
      ...showChange(change),
      pages_affected: change.pages,
    }));
    return { status: 200, body: { entries, total: entries.length } };
  },
};

/** The operations that only read. */
export const READING_OPERATIONS = [history, search, links, graph, log] as const;
