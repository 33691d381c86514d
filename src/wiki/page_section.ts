/**
 * One section of a page, to be edited alone: found by the `id` that its heading has in the page as it is shown, or by its title
 * or path.
 *
 * What is edited is the heading with everything below it, and what is typed replaces all of that: the heading may be renamed,
 * lowered or left out. (`editSection()` is for agents, who may leave the heading out of what they send.)
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { headingId } from "../markdown/wiki_links.ts";
import {
  findSection,
  listSections,
  type Section,
} from "../markdown/sections.ts";
import { nextTurn } from "../next_turn.ts";
import type { ReadableWiki, WritableWiki } from "./access.ts";
import type { Page, Saved } from "./pages.ts";
import { readPage, savePage } from "./pages.ts";
import { toLf } from "./page_text.ts";

/** A page with more headings is edited whole: finding one of them takes too long. */
const MAX_HEADINGS = 10_000;

/** A section, taken out of its page. */
export interface PageSection {
  /** What it is asked for by: the id of its heading where it was found by that. */
  readonly name: string;
  readonly title: string;
  /** Its heading and all below, without blank lines at the end. */
  readonly text: string;
}

/** A new text for a section of a page as it was at `base`. */
export interface SectionText {
  readonly path: string;
  readonly base: string;
  /** Id of the section's heading, or its title or path. */
  readonly section: string;
  readonly text: string;
}

/**
 * The section of a page that a heading's id, a title or a path names.
 *
 * @throws {AppError} `not_found` with `candidates` where there is no such section, or more than one.
 */
export async function readSection(
  wiki: ReadableWiki,
  page: Page,
  section: string,
): Promise<PageSection> {
  const { title, start, end } = await sectionOf(wiki, page, section);
  const text = `${page.text.slice(start, end).trimEnd()}\n`;
  return { name: section, title, text };
}

/**
 * The whole page with one section replaced by what was typed.
 *
 * @throws {AppError} as {@linkcode readSection}, and `not_found` where the page was not there at that base.
 */
export async function pageWithSection(
  wiki: ReadableWiki,
  { path, base, section, text }: SectionText,
): Promise<string> {
  const page = readPage(wiki, path, { revision: base });
  const { start, end } = await sectionOf(wiki, page, section);
  const contentEnd = start + page.text.slice(start, end).trimEnd().length;
  return page.text.slice(0, start) + toLf(text).trimEnd() +
    page.text.slice(contentEnd);
}

/**
 * Puts a section's new text into the page as it was at its base, then saves that with that base.
 *
 * @throws {AppError} as {@linkcode pageWithSection} and {@linkcode savePage}.
 */
export async function saveSection(
  wiki: WritableWiki,
  edit: SectionText & { message?: string },
): Promise<Saved> {
  const { path, base, message } = edit;
  const text = await pageWithSection(wiki, edit);
  return await savePage(wiki, {
    ...{ path, base, text },
    ...(message === undefined ? {} : { message }),
  });
}

/**
 * The address of a section's heading within the page, after it was edited: the same where the heading still has that id, else that
 * of its new heading; empty where there is none.
 */
export function sectionAnchor(section: string, text: string): string {
  const [first] = listSections(toLf(text).trimStart());
  if (first === undefined || first.start !== 0) return "";
  const id = headingId(first.title);
  const isSame = section.startsWith(id) &&
    /^(?:-\d+)?$/.test(section.slice(id.length));
  return isSame ? section : id;
}

async function sectionOf(
  wiki: ReadableWiki,
  page: Page,
  query: string,
): Promise<Section> {
  // The headings alone are wanted, so no link is looked up.
  const { headings, shownAsText } = await wiki.house.bodies.bodyWith(
    wiki,
    page,
    () => "",
  );
  await nextTurn();
  if (shownAsText !== null || headings.length > MAX_HEADINGS) {
    throw noSuchSection(page, query, []);
  }
  const line = headings.find(({ id }) => id === query)?.line;
  const byId = line === undefined
    ? undefined
    : listSections(page.text).find((section) => section.line === line);
  if (byId !== undefined) return byId;
  const found = findSection(page.text, query);
  if ("section" in found) return found.section;
  throw noSuchSection(page, query, found.candidates);
}

function noSuchSection(
  { path }: Page,
  query: string,
  candidates: readonly string[],
): AppError {
  return new AppError(
    "not_found",
    `Cannot find one section "${query}" in "${path}"`,
    { details: { path, candidates } },
  );
}
