/**
 * The tools that read pages: `read_note`, `list_notes`, `search_notes`, `get_links`.
 *
 * @module
 */
import { z } from "zod";
import { AppError } from "../errors.ts";
import { findSection } from "../markdown/sections.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { pageLinks } from "../wiki/links.ts";
import {
  listPages,
  type Page,
  type PageFilter,
  type PageSummary,
  readPage,
} from "../wiki/pages.ts";
import { type Hit, searchPages } from "../wiki/search.ts";
import {
  ANSWER_BYTES,
  cut,
  endOfPiece,
  fitItems,
  jsonBytes,
  textBytes,
} from "./budget.ts";
import { moreLine, nextOffset, readOffset, type Tool, tool } from "./tool.ts";

const MAX_SHOWN_LINKS = 40;
const MAX_NAME = 300;
const path = z.string().min(1).describe("Page path, e.g. Actors/Iran");
const cursor = z.string().optional().describe(
  "next_cursor of the last answer, to go on",
);
const nextCursor = z.string().nullable().describe(
  "Pass as cursor for the rest; null at the end",
);
const limit = (fallback: number) =>
  z.number().int().default(fallback).transform((n) =>
    Math.min(Math.max(n, 1), 200)
  );

const readNote = tool({
  name: "read_note",
  title: "Read a page",
  description:
    "Read a page as Markdown, with its revision (needed to change it), front matter and " +
    "links. Long pages come in parts: call again with cursor. section reads one section by its heading.",
  input: z.object({
    path,
    revision: z.string().optional().describe(
      "An older revision; left out: the current one",
    ),
    section: z.string().optional().describe(
      'Heading, or path of headings: "History > 1990s"',
    ),
    cursor,
  }),
  output: z.object({
    path: z.string(),
    title: z.string(),
    revision: z.string(),
    section: z.string().nullable(),
    front_matter: z.record(z.string(), z.unknown()).nullable(),
    content: z.string(),
    links_to: z.array(z.string()),
    linked_from: z.array(z.string()),
    next_cursor: nextCursor,
  }),
  isReadOnly: true,
  run(visit, input) {
    const wiki = forReading(visit);
    const { page, offset } = openPage(wiki, input);
    const { text, section } = sectionOf(page, input.section);
    const head = describePage(wiki, page, { section, isFirst: offset === 0 });
    const room = ANSWER_BYTES -
      Math.max(textBytes(head.text), jsonBytes(head.structured)) - 400;
    const end = endOfPiece(text, offset, Math.max(room, 1000));
    const content = text.slice(offset, end);
    const next = end < text.length ? `${page.revision}.${end}` : null;
    const part = offset > 0 || next !== null
      ? `\nPart: characters ${offset + 1} to ${end} of ${text.length}`
      : "";
    return {
      text: `${head.text}${part}${
        moreLine("read_note", next)
      }\n\n---\n${content}`,
      structured: { ...head.structured, content, next_cursor: next },
    };
  },
});

/** The page, at the revision of the cursor where there is one, so that the parts fit together. */
function openPage(
  wiki: ReadableWiki,
  input: {
    path: string;
    revision?: string | undefined;
    cursor?: string | undefined;
  },
): { page: Page; offset: number } {
  const [, revision, offset] =
    /^([0-9a-f]{40})\.(\d{1,9})$/.exec(input.cursor ?? "") ?? [];
  if (input.cursor !== undefined && revision === undefined) {
    throw new AppError(
      "invalid",
      `Cannot read cursor "${cut(input.cursor, 60)}": pass on next_cursor`,
    );
  }
  const wanted = revision ?? input.revision;
  const page = readPage(wiki, input.path, wanted ? { revision: wanted } : {});
  if (!page.isText) {
    throw new AppError(
      "invalid",
      `Cannot read "${page.path}": its file is not UTF-8 text`,
    );
  }
  return { page, offset: Math.min(Number(offset ?? 0), page.text.length) };
}

function sectionOf(
  page: Page,
  query: string | undefined,
): { text: string; section: string | null } {
  if (query === undefined || query.trim() === "") {
    return { text: page.text, section: null };
  }
  const found = findSection(page.text, query);
  if ("section" in found) {
    const { start, end, path } = found.section;
    return { text: page.text.slice(start, end), section: path };
  }
  const list = found.candidates.slice(0, 100).map((title) =>
    `\n  - ${cut(title, MAX_NAME)}`
  ).join("");
  throw new AppError(
    "invalid",
    `Cannot find one section "${query}". ` +
      (list === "" ? "This page has no sections" : `Sections:${list}`),
  );
}

/** Everything above the content. Links are left out for a section and for later parts. */
function describePage(
  wiki: ReadableWiki,
  page: Page,
  { section, isFirst }: { section: string | null; isFirst: boolean },
) {
  const links = section === null && isFirst
    ? pageLinks(wiki, page.path)
    : { linksTo: [], linkedFrom: [] };
  const frontMatter = fitFrontMatter(page.frontMatter);
  const lines = [
    `# ${cut(page.title, MAX_NAME)}`,
    `Path: ${page.path}`,
    `Revision: ${page.revision}`,
    section === null ? "" : `Section: ${section}`,
    showFrontMatter(frontMatter),
    showLinks("Links to", links.linksTo),
    showLinks("Linked from", links.linkedFrom),
  ];
  return {
    text: lines.filter((line) => line !== "").join("\n"),
    structured: {
      path: page.path,
      title: cut(page.title, MAX_NAME),
      revision: page.revision,
      section,
      front_matter: frontMatter,
      links_to: links.linksTo.slice(0, MAX_SHOWN_LINKS),
      linked_from: links.linkedFrom.slice(0, MAX_SHOWN_LINKS),
    },
  };
}

/** Front matter, or `null` where it is so long that the content (which holds it too) must do. */
function fitFrontMatter(
  values: Page["frontMatter"],
): Record<string, unknown> | null {
  return values !== null && jsonBytes(values) <= 4000 ? { ...values } : null;
}

function showFrontMatter(values: Record<string, unknown> | null): string {
  return Object.entries(values ?? {})
    .filter(([key, value]) => key !== "title" && value !== null && value !== "")
    .map(([key, value]) => `${key}: ${showValue(value)}`)
    .join(" | ");
}

function showValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(showValue).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function showLinks(label: string, paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const shown = paths.slice(0, MAX_SHOWN_LINKS).join(", ");
  const more = paths.length - MAX_SHOWN_LINKS;
  return `${label}: ${shown}${more > 0 ? ` and ${more} more (get_links)` : ""}`;
}

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
    cursor,
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
    next_cursor: nextCursor,
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
    'Full-text search, best first. Words are combined; "a phrase" and prefix* work.',
  input: z.object({ query: z.string().min(1), limit: limit(10), cursor }),
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
    next_cursor: nextCursor,
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
  input: z.object({ path, cursor }),
  output: z.object({
    path: z.string(),
    links_to: z.array(z.string()),
    linked_from: z.array(z.string()),
    missing: z.array(z.string()).describe(
      "Those of links_to that do not exist",
    ),
    links_to_total: z.number(),
    linked_from_total: z.number(),
    next_cursor: nextCursor,
  }),
  isReadOnly: true,
  run(visit, { path, cursor }) {
    const offset = readOffset(cursor);
    const { linksTo, linkedFrom, broken } = pageLinks(forReading(visit), path);
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
        `Links for ${path}:\n\nLinks to (${linksTo.length}):\n${lines(to)}\n` +
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

/** The tools that read pages. */
export const READING_TOOLS: readonly Tool[] = [
  readNote,
  listNotes,
  searchNotes,
  getLinks,
];
