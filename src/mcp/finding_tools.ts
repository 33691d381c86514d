/**
 * The tools that find pages: `list_notes`, `search_notes`, `get_links`.
 *
 * @module
 */
import { z } from "zod";
import { forReading } from "../wiki/access.ts";
import { pageLinks } from "../wiki/links.ts";
import { lookUp } from "../wiki/look_up.ts";
import { listPages, type PageFilter, type PageSummary } from "../wiki/pages.ts";
import { type Hit, searchPages } from "../wiki/search.ts";
import { cut, fitItems, MAX_NAME } from "./budget.ts";
import {
  CURSOR,
  limit,
  moreLine,
  NEXT_CURSOR,
  nextOffset,
  PATH,
  readOffset,
  type Tool,
  tool,
} from "./tool.ts";

const listNotes = tool({
  name: "list_notes",
  title: "List pages",
  description:
    "List pages by path. Filters are combined: prefix (a folder), category, tag, " +
    "updated_since.",
  input: z.object({
    prefix: z.string().optional().describe("Paths that begin so, e.g. Actors/"),
    category: z.string().optional(),
    tag: z.string().optional(),
    updated_since: z.string().optional().describe("ISO date or time"),
    cursor: CURSOR,
  }),
  output: z.object({
    total: z.number(),
    notes: z.array(z.object({
      path: z.string(),
      title: z.string(),
      category: z.string().nullable(),
      tags: z.array(z.string()),
      words: z.number(),
      updated_at: z.string(),
    })),
    next_cursor: NEXT_CURSOR,
  }),
  isReadOnly: true,
  run(visit, { prefix, category, tag, updated_since: updatedSince, cursor }) {
    const offset = readOffset(cursor);
    const wishes = { prefix, category, tag, updatedSince };
    const given = Object.entries(wishes).filter(([, value]) =>
      value !== undefined && value !== ""
    );
    const filter = {
      ...Object.fromEntries(given),
      limit: 300,
      offset,
    } as PageFilter;
    const { pages, total } = listPages(forReading(visit), filter);
    const shown = fitItems(
      pages,
      { text: summaryLine, json: showSummary },
      800,
    );
    const next = nextOffset(offset, shown.length, total);
    const words = given.map(([name, value]) => `${name}=${value}`).join(", ");
    return {
      text:
        `Found ${total} notes${words && ` matching ${cut(words, 500)}`}:\n\n` +
        shown.map(summaryLine).join("\n") + moreLine("list_notes", next),
      structured: { total, notes: shown.map(showSummary), next_cursor: next },
    };
  },
});

function summaryLine({ path, category, tags, words }: PageSummary): string {
  const facts = [
    category ? `category: ${cut(category, 100)}` : "",
    tags.length > 0 ? `tags: ${cut(tags.join(" "), 200)}` : "",
  ].filter((fact) => fact !== "");
  return `- ${path} (${facts.join(", ") || "no metadata"}, ${words} words)`;
}

function showSummary(
  { path, title, category, tags, words, updatedAt }: PageSummary,
) {
  return {
    path,
    title: cut(title, MAX_NAME),
    category: category === null ? null : cut(category, 100),
    tags: tags.slice(0, 20).map((tag) => cut(tag, 100)),
    words,
    updated_at: updatedAt,
  };
}

const searchNotes = tool({
  name: "search_notes",
  title: "Search pages",
  description:
    'Full-text search, best first. Words are combined; "a phrase" and prefix* work. ' +
    "Filters: tag:x in:Folder/ by:name changed:2026-11 changed:<7d.",
  input: z.object({
    query: z.string().min(1),
    limit: limit(10),
    cursor: CURSOR,
  }),
  output: z.object({
    query: z.string(),
    total: z.number(),
    results: z.array(z.object({
      path: z.string(),
      title: z.string(),
      heading: z.string().nullable(),
      snippet: z.string(),
      score: z.number(),
    })),
    next_cursor: NEXT_CURSOR,
  }),
  isReadOnly: true,
  run(visit, { query, limit, cursor }) {
    const offset = readOffset(cursor);
    const found = searchPages(forReading(visit), query, { limit, offset });
    const line = (hit: Hit) => hitLine(hit, 0);
    const shown = fitItems(found.hits, { text: line, json: showHit }, 1500);
    const next = nextOffset(offset, shown.length, found.total);
    const notes = [
      found.corrected
        ? `Nothing for the query as given; searched for "${found.corrected}".`
        : "",
      found.catchingUp > 0
        ? `${found.catchingUp} pages are not indexed yet; search again soon.`
        : "",
      found.total === 0 ? "Try fewer or other words, or list_notes." : "",
    ].filter((note) => note !== "");
    return {
      text: [
        `${found.total} results for "${cut(query, 300)}":`,
        ...notes,
        "",
        ...shown.map((hit, i) => hitLine(hit, offset + i + 1)),
      ].join("\n") + moreLine("search_notes", next),
      structured: {
        query: cut(query, 300),
        total: found.total,
        results: shown.map(showHit),
        next_cursor: next,
      },
    };
  },
});

function hitLine(hit: Hit, number: number): string {
  const { path, heading, snippet, score } = showHit(hit);
  const place = heading === null ? "" : `\n   Section: ${heading}`;
  return `${number}. ${path} (score: ${
    score.toFixed(2)
  })${place}\n   ${snippet}\n`;
}

function showHit({ path, title, heading, snippet, score }: Hit) {
  return {
    path,
    title: cut(title, MAX_NAME),
    heading: heading === null ? null : cut(heading, MAX_NAME),
    snippet: cut(
      snippet.map(({ text }) => text).join("").replace(/\s+/g, " ").trim(),
      400,
    ),
    score: Math.round(score * 100) / 100,
  };
}

const getLinks = tool({
  name: "get_links",
  title: "Links of a page",
  description: "Pages that a page links to, and pages that link to it.",
  input: z.object({ path: PATH, cursor: CURSOR }),
  output: z.object({
    path: z.string(),
    links_to: z.array(z.string()),
    linked_from: z.array(z.string()),
    missing: z.array(z.string()).describe(
      "Those of links_to that do not exist",
    ),
    links_to_total: z.number(),
    linked_from_total: z.number(),
    next_cursor: NEXT_CURSOR,
  }),
  isReadOnly: true,
  run(visit, { path, cursor }) {
    const offset = readOffset(cursor);
    const wiki = forReading(visit);
    const { linksTo, linkedFrom, broken } = pageLinks(wiki, path);
    const isThere = lookUp(wiki, path).kind === "page";
    const all = [
      ...linksTo.map((target) => ({ target, isOut: true })),
      ...linkedFrom.map((target) => ({ target, isOut: false })),
    ];
    const show = {
      text: linkLine,
      json: ({ target }: { target: string }) => [target, target],
    };
    const shown = fitItems(all.slice(offset), show, 1500);
    const next = nextOffset(offset, shown.length, all.length);
    const to = shown.filter(({ isOut }) => isOut);
    const from = shown.filter(({ isOut }) => !isOut);
    const lines = (part: typeof shown) =>
      part.length === 0 ? "  (none)" : part.map(linkLine).join("\n");
    return {
      text:
        `Links for ${path}${
          isThere ? "" : " (there is no such page)"
        }:\n\nLinks to (${linksTo.length}):\n${lines(to)}\n` +
        `Linked from (${linkedFrom.length}):\n${lines(from)}${
          moreLine("get_links", next)
        }`,
      structured: {
        path,
        links_to: to.map(({ target }) => target),
        linked_from: from.map(({ target }) => target),
        missing: to.map(({ target }) => target).filter((target) =>
          broken.includes(target)
        ),
        links_to_total: linksTo.length,
        linked_from_total: linkedFrom.length,
        next_cursor: next,
      },
    };
  },
});

function linkLine({ target }: { target: string }): string {
  return `  - ${target}`;
}

/** The tools that find pages. */
export const FINDING_TOOLS: readonly Tool[] = [
  listNotes,
  searchNotes,
  getLinks,
];
