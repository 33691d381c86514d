/**
 * `read_note`: a page with its revision, front matter and links, in parts that fit.
 *
 * @module
 */
import { z } from "zod";
import { AppError } from "../errors.ts";
import { findSection } from "../markdown/sections.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { pageLinks } from "../wiki/links.ts";
import { type Page, readPage } from "../wiki/pages.ts";
import {
  ANSWER_BYTES,
  cut,
  endOfPiece,
  jsonBytes,
  MAX_NAME,
  textBytes,
} from "./budget.ts";
import { CURSOR, moreLine, NEXT_CURSOR, PATH, tool } from "./tool.ts";

const MAX_SHOWN_LINKS = 40;

/** Reads a page. */
export const readNote = tool({
  name: "read_note",
  title: "Read a page",
  description:
    "Read a page as Markdown, with its revision (needed to change it), front matter and " +
    "links. Long pages come in parts: call again with cursor. section reads one section by its heading.",
  input: z.object({
    path: PATH,
    revision: z.string().optional().describe(
      "An older revision; left out: the current one",
    ),
    section: z.string().optional().describe(
      'Heading, or path of headings: "History > 1990s"',
    ),
    cursor: CURSOR,
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
    next_cursor: NEXT_CURSOR,
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
