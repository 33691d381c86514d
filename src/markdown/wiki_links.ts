/** The one grammar of links, used by renderer, link index, rename and agent guide. @module */
import { type Blocks, type Pieces, scanBlocks } from "./blocks.ts";
import { splitFrontMatter } from "./front_matter.ts";
import { scanHtml } from "./html_scan.ts";
import {
  type InlineLink,
  type Labels,
  scanInline,
  type Span,
  unescapePunctuation,
} from "./inline_links.ts";
import { decodeEntities, readDestination } from "./link_destination.ts";
import { isMediaName, mediaStyle, mediaTarget } from "./own_blocks.ts";
import type { LinkStyle } from "./rendered.ts";

/** A link as it stands in a page. */
export interface PageLink {
  /**
   * `html`: `<a href>` or `<img src>` in raw HTML; the offsets are the tag's. `image`, `markdown`: also the file or the page that an
   * embedding names in an option; the offsets are the address's.
   */
  readonly kind: "wikilink" | "markdown" | "image" | "html";
  /** As {@linkcode Hole.target}; empty only where {@linkcode scanAllLinks} names a heading of the same page. */
  readonly target: string;
  readonly fragment: string;
  /** Shown text (wikilinks: the target where none was given), markup kept. */
  readonly text: string;
  /** Offsets of the whole link in the page's text, UTF-16. */
  readonly start: number;
  readonly end: number;
  /** Offsets of the address, where it is written in the link itself as Markdown. */
  readonly address: Span | null;
}

/**
 * All links to pages and files of this wiki in a page: `[[…]]`, `[t](/Page)`, `![](./file.png)`, `[t][label]`, `<a href="/Page">`; code
 * spans, fences, indented code, comments and front matter skipped. A linear scanner: flat time per byte up to 1 MB. It finds what
 * the renderer makes holes of, except where CommonMark and the renderer's library differ (the list is in the tests).
 */
export function scanLinks(text: string, style: LinkStyle): PageLink[] {
  const blocks = scanBlocks(text, splitFrontMatter(text).bodyStart);
  return scanAllLinks(text, blocks, style)
    .filter(({ target }) => target !== "");
}

/**
 * {@linkcode scanLinks} of a text whose blocks are known, and with it the links to headings of the same page: these have an empty
 * target and a fragment.
 */
export function scanAllLinks(
  text: string,
  blocks: Blocks,
  style: LinkStyle,
): PageLink[] {
  return [...scanLinkRuns(text, blocks, style)].flat()
    .sort((a, b) => a.start - b.start);
}

/** The links of {@linkcode scanAllLinks}, run by run and in no order: for work that pauses in a long text. */
export function* scanLinkRuns(
  text: string,
  blocks: Blocks,
  style: LinkStyle,
): Generator<PageLink[]> {
  const labels: Labels = {
    definitions: blocks.definitions,
    footnotes: blocks.footnotes,
    isWikiLink: (inside) => parseWikiLink(inside, style) !== undefined,
  };
  for (const pieces of blocks.runs) {
    const run = joinPieces(text, pieces);
    if (!run.text.includes("[") && !run.text.includes("<")) continue;
    const links: PageLink[] = [];
    for (const link of scanInline(run.text, labels)) {
      addLink(links, link, { run, style });
    }
    yield links;
  }
  for (const pieces of blocks.html) {
    const run = joinPieces(text, pieces);
    const scan = scanHtml(run.text);
    if (scan.isOpen) continue; // the renderer shows it as text
    const links: PageLink[] = [];
    for (const { start, end, address } of scan.links) {
      const inside = decodeEntities(address);
      const link = { start, end, inside, text: "", address: null };
      addLink(links, { kind: "html", ...link }, { run, style });
    }
    yield links;
  }
  for (const { kind, start, end } of blocks.options) {
    const links: PageLink[] = [];
    addOption(links, text.slice(start, end), { kind, start, end, style });
    yield links;
  }
}

/** Adds what an embedding names. A page without brackets is named from the root, as in a wikilink, and is not respelt. */
function addOption(
  links: PageLink[],
  written: string,
  option: {
    kind: "page" | "file";
    start: number;
    end: number;
    style: LinkStyle;
  },
): void {
  const { kind, start, end, style } = option;
  const place = { start, end };
  if (kind === "page") {
    const inside = /^\[\[([^[\]]+)\]\]$/.exec(written)?.[1];
    const named = parseWikiLink(inside ?? written, style);
    if (named === undefined || named.target === "") return;
    const isLink = inside !== undefined;
    links.push({
      ...{ kind: isLink ? "wikilink" : "markdown", ...named, ...place },
      address: null,
    });
    return;
  }
  const destination = readDestination(unescapePunctuation(written));
  if (destination.kind !== "inside" || destination.target === "") return;
  const { target, fragment } = destination;
  links.push({
    ...{ kind: "image", target, fragment, text: "", ...place },
    address: place,
  });
}

/** The lines of a run as one text, and where they stand. */
interface Run {
  readonly text: string;
  readonly pieces: Pieces;
  /** Offset of each line in `text`. */
  readonly starts: readonly number[];
}

function joinPieces(text: string, pieces: Pieces): Run {
  if (pieces.length === 2) {
    return { text: text.slice(pieces[0], pieces[1]), pieces, starts: [0] };
  }
  const lines: string[] = [];
  const starts: number[] = [];
  for (let at = 0, offset = 0; at < pieces.length; at += 2) {
    starts.push(offset);
    lines.push(text.slice(pieces[at], pieces[at + 1]));
    offset += pieces[at + 1]! - pieces[at]! + 1;
  }
  return { text: lines.join("\n"), pieces, starts };
}

/** Where a place in a run stands in the whole text. */
function offsetInText(run: Run, offset: number): number {
  let low = 0;
  let high = run.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (run.starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return run.pieces[low * 2]! + offset - run.starts[low]!;
}

/** Adds a link of a run where it leads into the wiki. */
function addLink(
  links: PageLink[],
  link: InlineLink,
  { run, style }: { run: Run; style: LinkStyle },
): void {
  const place = {
    start: offsetInText(run, link.start),
    end: offsetInText(run, link.end - 1) + 1,
  };
  if (link.kind === "wikilink") {
    const isMedia = run.text[link.start - 1] === "!" &&
      isMediaName(link.inside);
    const order = isMedia ? mediaStyle(link.inside, style) : style;
    const named = parseWikiLink(link.inside, order);
    if (named === undefined) return;
    const target = isMedia
      ? mediaTarget(link.inside, named.target)
      : named.target;
    links.push({ kind: "wikilink", ...named, target, ...place, address: null });
    return;
  }
  const address = link.address && {
    start: offsetInText(run, link.address.start),
    end: offsetInText(run, link.address.end),
  };
  const destination = readDestination(link.inside);
  if (destination.kind === "heading" && destination.fragment !== "") {
    const { fragment } = destination;
    const { kind, text } = link;
    links.push({ kind, target: "", fragment, text, ...place, address });
  }
  if (destination.kind !== "inside" || destination.target === "") return;
  const { target, fragment } = destination;
  const { kind, text } = link;
  links.push({ kind, target, fragment, text, ...place, address });
}

/**
 * Reads the inside of `[[…]]`, or `undefined` where it names nothing. `\|` (needed inside tables) counts as `|`. An empty target
 * with a fragment is a heading of the same page.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseWikiLink } from "./wiki_links.ts";
 *
 * assert.deepEqual(parseWikiLink("/Actors/Iran#Army|the army", "target_first"), {
 *   target: "Actors/Iran", fragment: "Army", text: "the army",
 * });
 * ```
 */
export function parseWikiLink(
  inside: string,
  style: LinkStyle,
): { target: string; fragment: string; text: string } | undefined {
  const bar = style === "target_first"
    ? inside.indexOf("|")
    : inside.lastIndexOf("|");
  const before = inside.slice(0, Math.max(bar, 0)).replace(/\\$/, "");
  const after = inside.slice(bar + 1);
  const [page, shown] = bar < 0
    ? [inside, ""]
    : style === "target_first"
    ? [before, after]
    : [after, before];
  const written = page.trim().replace(/^\/+/, "");
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written)) return undefined; // an address, not a page
  const hash = written.indexOf("#");
  const target = (hash < 0 ? written : written.slice(0, hash)).trim();
  const fragment = hash < 0 ? "" : written.slice(hash + 1).trim();
  if (target === "" && fragment === "") return undefined;
  return { target, fragment, text: shown.trim() || written };
}

/** Ids that the layout uses or that would shadow a name a script may ask for; a heading gets a prefix instead. */
const RESERVED_ID =
  /^(?:user-content-|ui-|fn-|fnref-)|^(?:__proto__|anchors|applets|attributes|body|children|constructor|content|cookie|document|domain|embeds|flash|footer|forms|head|header|history|images|links|location|main|menu|name|nav|opener|parent|plugins|prototype|scripts|search|self|sidebar|status|title|toc|top|window)$/;

/**
 * The `id` that the renderer gives a heading with this text (before numbering of duplicates): as on GitHub, lower case, letters,
 * digits, `_` and `-` kept, spaces to `-`. Ids that the layout or the browser uses get `section-` before them. An id is its own id, so
 * `[[Page#early-years]]` leads where `[[Page#Early years]]` does.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { headingId } from "./wiki_links.ts";
 *
 * assert.equal(headingId("Früher & später"), "früher--später");
 * assert.equal(headingId("Search"), "section-search");
 * ```
 */
export function headingId(text: string): string {
  const slug = text.trim().toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
  if (slug === "") return "section";
  return RESERVED_ID.test(slug) ? `section-${slug}` : slug;
}
