/**
 * Search: ranked full text with filters, or a text or regular expression as it is written.
 *
 * @module
 */
import { z } from "zod";
import { forReading } from "../wiki/access.ts";
import { type PatternHit, searchPattern } from "../wiki/pattern_search.ts";
import { type Hit, searchPages } from "../wiki/search.ts";
import type { Operation } from "./operation.ts";
import { limit } from "./shapes.ts";

const flag = z.enum(["true", "false", "1", "0", "y", "n"]).optional()
  .transform((text) => ["true", "1", "y"].includes(text ?? ""));

const searchQuery = z.object({
  q: z.string().trim().min(1, "wanted something to search for").describe(
    'Words, "a phrase", prefix*; filters tag:x category:x in:Folder/ by:name changed:2026-11 changed:<7d changed:>=2026-01-01',
  ),
  limit: limit(20),
  offset: z.coerce.number().int().min(0).default(0),
  is_regexp: flag.describe("q is a regular expression of JavaScript"),
  is_casesensitive: flag.describe("q is looked for as it is written"),
});

const searchAnswer = z.object({
  query: z.string(),
  results: z.array(z.object({
    name: z.string(),
    path: z.string(),
    heading: z.string().nullable(),
    snippet: z.string(),
    score: z.number(),
    matches: z.number().int().optional().describe(
      "How often the text or expression fits",
    ),
    lines: z.array(z.object({
      number: z.number().int().describe("From 1"),
      text: z.string(),
    })).optional(),
  })),
  total: z.number().int(),
  warning: z.string().optional().describe("Why not all pages were searched"),
});

type SearchQuery = z.output<typeof searchQuery>;

const search: Operation<SearchQuery, undefined> = {
  id: "searchPages",
  method: "get",
  route: "/search",
  summary:
    'Full-text search: words, "a phrase", prefix*, filters; or a regular expression',
  query: searchQuery,
  answers: { 200: searchAnswer },
  errors: [422],
  async handle({ visit, query }) {
    const { q, limit, offset } = query;
    const wiki = forReading(visit);
    if (!query.is_regexp && !query.is_casesensitive) {
      const { hits, total } = searchPages(wiki, q, { limit, offset });
      const results = hits.map(showHit);
      return { status: 200, body: { query: q, results, total } };
    }
    const { hits, stoppedBy } = await searchPattern(wiki, q, {
      isRegexp: query.is_regexp,
      isCaseSensitive: query.is_casesensitive,
    });
    const results = hits.slice(offset, offset + limit).map(showPatternHit);
    return {
      status: 200,
      body: {
        query: q,
        results,
        total: hits.length,
        ...(stoppedBy !== null && {
          warning: `Not all pages were searched: stopped by ${stoppedBy}`,
        }),
      },
    };
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

/** `score`: 1 where the name fits, else 0.5. */
function showPatternHit({ path, name, count, lines, isNameMatch }: PatternHit) {
  const shown = lines.map(({ number, parts }) => ({
    number,
    text: parts.map(({ text }) => text).join(""),
  }));
  return {
    name: name.map(({ text }) => text).join(""),
    path,
    heading: null,
    snippet: shown[0]?.text ?? "",
    score: isNameMatch ? 1 : 0.5,
    matches: count,
    lines: shown,
  };
}

/** The operations that search. */
export const SEARCH_OPERATIONS = [search] as const;
