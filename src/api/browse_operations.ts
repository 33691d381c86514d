/**
 * Finding one's way: who links to a page and in which words, tags and categories, suggestions while typing.
 *
 * @module
 */
import { z } from "zod";
import { forReading } from "../wiki/access.ts";
import { type Backlink, backlinks } from "../wiki/backlinks.ts";
import { type LabelKind, listLabels } from "../wiki/labels.ts";
import { suggest } from "../wiki/suggest.ts";
import type { Operation } from "./operation.ts";
import { limit } from "./shapes.ts";

const offset = z.coerce.number().int().min(0).default(0);
const part = z.object({ limit: limit(50), offset });

type Part = z.output<typeof part>;

const backlinksAnswer = z.object({
  path: z.string(),
  total: z.number().int(),
  backlinks: z.array(z.object({
    path: z.string(),
    title: z.string(),
    excerpt: z.string().nullable().describe(
      "The sentence around the first link, as plain text",
    ),
  })),
});

const pageBacklinks: Operation<Part, undefined> = {
  id: "pageBacklinks",
  method: "get",
  route: "/backlinks/{path}",
  summary:
    "Pages that link to a page, with the sentence around each link; also of a page that does not exist",
  query: part,
  answers: { 200: backlinksAnswer },
  errors: [422],
  handle({ visit, path, query }) {
    const { total, entries } = backlinks(forReading(visit), path, query);
    const body = { path, total, backlinks: entries.map(showBacklink) };
    return { status: 200, body };
  },
};

function showBacklink({ path, title, excerpt }: Backlink) {
  const sentence = excerpt && excerpt.before + excerpt.link + excerpt.after;
  return { path, title, excerpt: sentence };
}

const labelsAnswer = z.object({
  total: z.number().int(),
  labels: z.array(z.object({
    label: z.string().describe("In lower case"),
    pages: z.number().int(),
  })),
});

function labelsOperation(
  kind: LabelKind,
  words: { id: string; route: string; summary: string },
): Operation<Part, undefined> {
  return {
    ...words,
    method: "get",
    query: part,
    answers: { 200: labelsAnswer },
    errors: [422],
    handle({ visit, query }) {
      return { status: 200, body: listLabels(forReading(visit), kind, query) };
    },
  };
}

const tags = labelsOperation("tag", {
  id: "listTags",
  route: "/tags",
  summary: "Tags and how many pages carry each",
});

const categories = labelsOperation("category", {
  id: "listCategories",
  route: "/categories",
  summary: "Categories and how many pages are in each",
});

const suggestQuery = z.object({
  q: z.string().default("").describe("A few letters; empty: what changed last"),
});

const suggestAnswer = z.object({
  pages: z.array(z.object({ path: z.string(), title: z.string() })),
  headings: z.array(z.object({
    path: z.string(),
    id: z.string(),
    text: z.string(),
  })),
});

const suggestions: Operation<z.output<typeof suggestQuery>, undefined> = {
  id: "suggest",
  method: "get",
  route: "/suggest",
  summary: "Pages and headings whose names fit a few letters, best first",
  query: suggestQuery,
  answers: { 200: suggestAnswer },
  errors: [422],
  async handle({ visit, query }) {
    const { pages, headings } = await suggest(forReading(visit), query.q);
    return {
      status: 200,
      body: {
        pages,
        headings: headings.map(({ path, id, text }) => ({ path, id, text })),
      },
    };
  },
};

/** The operations for finding one's way. */
export const BROWSE_OPERATIONS = [
  pageBacklinks,
  tags,
  categories,
  suggestions,
] as const;
