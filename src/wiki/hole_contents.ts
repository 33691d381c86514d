/**
 * Fills the holes of a rendered page that want HTML: other pages, tables of CSV files, lists of attachments and pages. All of it comes
 * from the same wiki, is escaped here or sanitised by the renderer, and is bounded: in depth, in number, in length.
 *
 * @module
 */
import { nextTurn } from "../next_turn.ts";
import type {
  AddressHole,
  ContentHole,
  Hole,
  Rendered,
  SectionHole,
} from "../markdown/rendered.ts";
import { listSections, type Section } from "../markdown/sections.ts";
import { headingId } from "../markdown/wiki_links.ts";
import type { ReadableWiki } from "./access.ts";
import { attachmentTable } from "./attachment_table.ts";
import { csvTable, embeddingProblem } from "./csv_table.ts";
import { createUrl, escapeHtml, fillAddress } from "./hole_addresses.ts";
import { targetPaths } from "./link_target.ts";
import { addressOf, fileAddressOf, type Found, lookUp } from "./look_up.ts";
import { pageList } from "./page_list.ts";
import { displayPath, foldPath } from "./page_path.ts";
import { findPage, type Page } from "./pages.ts";

/** Pages within pages within a page, and no deeper. */
const MAX_DEPTH = 3;
/** Pages, tables and lists in one page, and the characters and holes of all of them. */
const MAX_CONTENTS = 50;
const MAX_LENGTH = 2_000_000;
const MAX_HOLES = 20_000;
/** Characters of a page in which a heading is looked for: in more, a hundred thousand of them would hold everybody up. */
const MAX_SEARCHED = 300_000;

/** Renders a part of a page that is shown in another; `name` tells the parts of one page apart. */
export type RenderPart = (
  page: Page,
  part: { text: string; name: string; idPrefix: string },
) => Promise<Rendered>;

/** Fills all the holes of one page. */
export class HoleFiller {
  readonly #wiki: ReadableWiki;
  readonly #render: RenderPart;
  #contents = 0;
  #length = 0;
  #holes = 0;
  /** Sections of pages of which parts are shown, by blob: looking for them in a long page takes a while. */
  readonly #sections = new Map<string, readonly Section[]>();

  constructor(wiki: ReadableWiki, render: RenderPart) {
    this.#wiki = wiki;
    this.#render = render;
  }

  /** The HTML of a rendered text of the page `path`. */
  async fill(path: string, rendered: Rendered): Promise<string> {
    return await this.#fillAll(rendered, [path]);
  }

  /** `chain`: the pages within which this one stands, itself last. */
  async #fillAll(
    rendered: Rendered,
    chain: readonly string[],
  ): Promise<string> {
    const { parts, holes } = rendered;
    const path = chain.at(-1)!;
    const pieces: string[] = [];
    for (const [at, hole] of holes.entries()) {
      pieces.push(parts[at]!);
      pieces.push(
        wantsAddress(hole)
          ? fillAddress(this.#wiki, path, hole)
          : await this.#content(hole, chain),
      );
    }
    pieces.push(parts[holes.length]!);
    return pieces.join("");
  }

  async #content(
    hole: ContentHole,
    chain: readonly string[],
  ): Promise<string> {
    const path = chain.at(-1)!;
    if (hole.kind === "missing_file") return this.#missingFile(path, hole);
    if (++this.#contents > MAX_CONTENTS || this.#length > MAX_LENGTH) {
      return problem("This page shows too much of other pages");
    }
    await nextTurn(); // each of them may take a while
    const html = hole.kind === "page"
      ? await this.#page(hole, chain)
      : this.#list(path, hole);
    this.#length += html.length;
    return html;
  }

  #list(
    path: string,
    hole: Exclude<ContentHole, { kind: "page" | "missing_file" }>,
  ): string {
    switch (hole.kind) {
      case "csv":
        return this.#csv(path, hole);
      case "attachments":
        return attachmentTable(this.#wiki, path, hole);
      case "page_index":
        return pageList(this.#wiki, hole);
    }
  }

  #missingFile(path: string, { target }: { target: string }): string {
    return this.#find(path, target).kind === "file"
      ? ""
      : ` <em class="embedding-error">Cannot find file "${
        escapeHtml(target.replace(/^\.\//, ""))
      }"</em>`;
  }

  #csv(path: string, hole: Extract<ContentHole, { kind: "csv" }>): string {
    const found = this.#find(path, hole.target);
    const name = hole.target.replace(/^\.\//, "");
    if (found.kind !== "file") return problem(`Cannot find file "${name}"`);
    return csvTable(this.#wiki, found.path, hole.options);
  }

  async #page(
    hole: Extract<ContentHole, { kind: "page" }>,
    chain: readonly string[],
  ): Promise<string> {
    const wiki = this.#wiki;
    const found = this.#find(chain.at(-1)!, hole.target);
    if (found.kind === "file") {
      const url = escapeHtml(fileAddressOf(wiki, found.path));
      return `<p><a href="${url}">${escapeHtml(found.path)}</a></p>`;
    }
    if (found.kind !== "page") return missingPage(chain.at(-1)!, hole, found);
    const { path } = found;
    const url = escapeHtml(addressOf(wiki, path));
    const link = `<a href="${url}">${escapeHtml(displayPath(path))}</a>`;
    if (chain.includes(path)) {
      return embeddingProblem(
        `${link} is not shown here: it would show itself`,
      );
    }
    if (chain.length > MAX_DEPTH) {
      return embeddingProblem(
        `${link} is not shown here: pages are nested too deeply`,
      );
    }
    const page = findPage(wiki, path);
    const part = page && partOf(page, hole, () => this.#sectionsOf(page));
    if (page === undefined || part === undefined) {
      const what = page === undefined
        ? "it is gone"
        : page.text.length > MAX_SEARCHED
        ? "it is too long to show a part of it"
        : "it has no such heading";
      return embeddingProblem(`${link} is not shown here: ${what}`);
    }
    const rendered = await this.#render(page, part);
    this.#holes += rendered.holes.length;
    this.#length += lengthOf(rendered);
    if (this.#holes > MAX_HOLES || this.#length > MAX_LENGTH) {
      return embeddingProblem(
        `${link} is not shown here: the page would be too long`,
      );
    }
    const html = await this.#fillAll(rendered, [...chain, path]);
    const anchor = hole.fragment === ""
      ? url
      : `${url}#${encodeURIComponent(headingId(hole.fragment))}`;
    return `${html}<p class="embedded-from"><a href="${anchor}">${
      escapeHtml(displayPath(path))
    }</a></p>`;
  }

  #sectionsOf({ blob, text }: Page): readonly Section[] {
    const sections = this.#sections.get(blob) ??
      (text.length > MAX_SEARCHED ? [] : listSections(text));
    this.#sections.set(blob, sections);
    return sections;
  }

  /** What a target means on a page: the first that exists. */
  #find(path: string, target: string): Found {
    for (const candidate of targetPaths(path, target)) {
      const found = lookUp(this.#wiki, candidate);
      if (found.kind !== "none") return found;
    }
    return { kind: "none" };
  }
}

function wantsAddress(hole: Hole): hole is AddressHole | SectionHole {
  return hole.kind === "link" || hole.kind === "embed" ||
    hole.kind === "section";
}

/** What is shown in place of what cannot be shown. */
export function problem(message: string): string {
  return embeddingProblem(escapeHtml(message));
}

function missingPage(
  path: string,
  { target }: { target: string },
  found: Found,
): string {
  const [wanted] = targetPaths(path, target);
  const name = escapeHtml(displayPath(wanted!));
  if (found.kind === "ambiguous") {
    return embeddingProblem(`Several pages are called "${name}"`);
  }
  const url = escapeHtml(createUrl(wanted!));
  return embeddingProblem(
    `There is no page "${name}" to show here. <a href="${url}" class="missing">Create it</a>`,
  );
}

/** The text of a page, or of one of its sections, that is shown; `undefined`: there is no such section. */
function partOf(
  page: Page,
  hole: Extract<ContentHole, { kind: "page" }>,
  sectionsOf: () => readonly Section[],
): { text: string; name: string; idPrefix: string } | undefined {
  const { fragment, showsChildren, showsHeading } = hole;
  const idPrefix = `in-${hashOf(foldPath(page.path))}-`;
  const isWhole = fragment === "" && showsHeading && showsChildren;
  if (isWhole) return { text: page.text, name: "", idPrefix };
  const sections = sectionsOf();
  const wanted = headingId(fragment);
  const place = fragment === ""
    ? 0
    : sections.findIndex(({ title }) => headingId(title) === wanted);
  const section = sections[place];
  if (section === undefined) {
    return fragment === ""
      ? { text: page.text, name: "", idPrefix }
      : undefined;
  }
  const end = showsChildren
    ? fragment === "" ? page.text.length : section.end
    : sections[place + 1]?.start ?? page.text.length;
  const start = showsHeading ? section.start : section.bodyStart;
  const name = JSON.stringify([wanted, showsHeading, showsChildren]);
  return { text: page.text.slice(start, end), name, idPrefix };
}

/** A short name for a page, for the ids of what is shown of it. FNV-1a; that two pages share it does no harm. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

function lengthOf({ parts }: Rendered): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
