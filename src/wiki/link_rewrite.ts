/**
 * Rewriting links when files move: every link leads to the same thing as before, wherever that is now.
 *
 * A link changes only where it would lead elsewhere if it were left: so links to a moved page change, relative links inside a
 * moved page change where its folder did, and a link that a new name would capture is spelt out. Text in code, front matter,
 * comments and raw HTML is no link to the scanner and stays. Links that led nowhere stay, but for relative ones in a moved page.
 *
 * @module
 */
import { scanBlocks } from "../markdown/blocks.ts";
import { splitFrontMatter } from "../markdown/front_matter.ts";
import { unescapePunctuation } from "../markdown/inline_links.ts";
import {
  decodeEntities,
  readDestination,
} from "../markdown/link_destination.ts";
import { isMediaName, mediaStyle } from "../markdown/own_blocks.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { type PageLink, scanLinkRuns } from "../markdown/wiki_links.ts";
import type { ReadableWiki } from "./access.ts";
import {
  asMarkdownLink,
  respellAddress,
  respellTarget,
  respellWikiLink,
} from "./link_spelling.ts";
import { targetPaths } from "./link_target.ts";
import type { FileNames } from "./look_up.ts";
import {
  destinationAfter,
  destinationOf,
  type FileMoves,
  NamesAfter,
  readingOf,
  UNCLEAR,
} from "./names_after.ts";
import { displayPath, foldPath, pageFile, pageOfFile } from "./page_path.ts";
import { decodeText } from "./page_text.ts";
import { linkStyleOf } from "./preferences.ts";
import { Slices } from "./slices.ts";

/** A page whose links change. */
export interface RewrittenPage {
  /** Its path before the moves. */
  readonly path: string;
  /** Its path after them. */
  readonly newPath: string;
  readonly bytes: Uint8Array;
  /** How many links change. */
  readonly links: number;
}

/**
 * The pages whose links change when files move, with their new texts; sorted by path. Pauses, so it may be long.
 *
 * ```ts ignore
 * const moves = { files: new Map([["Home/a.png", "Home/b.png"]]), folder: null };
 * const pages = await rewrittenPages(wiki, moves);
 * ```
 */
export async function rewrittenPages(
  wiki: ReadableWiki,
  moves: FileMoves,
): Promise<RewrittenPage[]> {
  const rewriting = new Rewriting(wiki, moves);
  const slices = new Slices();
  const found: RewrittenPage[] = [];
  for (const path of rewriting.pagesToRead()) {
    await slices.pause();
    const page = await rewriting.rewrite(path, slices);
    if (page !== undefined) found.push(page);
  }
  return found;
}

/** What all pages of one rewriting share. */
class Rewriting {
  readonly #wiki: ReadableWiki;
  readonly #moves: FileMoves;
  readonly #after: NamesAfter;
  readonly #keys: ReadonlySet<string>;
  readonly #style: LinkStyle;

  constructor(wiki: ReadableWiki, moves: FileMoves) {
    this.#wiki = wiki;
    this.#moves = moves;
    this.#after = new NamesAfter(wiki.index.files, moves);
    this.#keys = this.#after.changedKeys();
    this.#style = linkStyleOf(wiki.preferences);
  }

  /** Pages that may hold a link that changes: those that name a key, and those that move. */
  pagesToRead(): string[] {
    const naming = this.#wiki.index.links.listSourcesNamingAny([...this.#keys]);
    const moved = [...this.#moves.files.keys()].map(pageOfFile)
      .filter((page) => page !== undefined);
    return [...new Set([...naming, ...moved])].sort();
  }

  async rewrite(
    path: string,
    slices: Slices,
  ): Promise<RewrittenPage | undefined> {
    const row = this.#wiki.index.pages.find(path);
    if (row === undefined) return undefined;
    const bytes = this.#wiki.repo.readBlob(row.oid);
    const text = decodeText(bytes);
    if (text === undefined) return undefined;
    const newFile = this.#moves.files.get(pageFile(path));
    const newPath = newFile === undefined ? path : pageOfFile(newFile)!;
    const edits = await editsOf(text, slices, {
      ...{ path, newPath, moves: this.#moves, keys: this.#keys },
      ...{ before: this.#wiki.index.files, after: this.#after },
      style: this.#style,
    });
    if (edits.length === 0) return undefined;
    const links = edits.length;
    return { path, newPath, bytes: encode(bytes, apply(text, edits)), links };
  }
}

/** What rewriting one page needs to know. */
interface Context {
  readonly path: string;
  readonly newPath: string;
  readonly before: FileNames;
  readonly after: FileNames;
  readonly moves: FileMoves;
  readonly keys: ReadonlySet<string>;
  readonly style: LinkStyle;
}

/** A piece of the text that is replaced. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** What changes in a text, in order. */
async function editsOf(
  text: string,
  slices: Slices,
  context: Context,
): Promise<Edit[]> {
  const blocks = scanBlocks(text, splitFrontMatter(text).bodyStart);
  const targets = new Targets(context);
  const edits: Edit[] = [];
  await slices.pause();
  for (const links of scanLinkRuns(text, blocks, context.style)) {
    await slices.pause();
    for (const link of links) {
      const edit = link.kind === "wikilink"
        ? editWikiLink(text, link, targets)
        : link.address && editAddress(text, link.address, targets);
      if (edit) edits.push(edit);
    }
  }
  const spots = blocks.definitionSpots;
  for (let at = 0; at < spots.length; at += 2) {
    const spot = { start: spots[at]!, end: spots[at + 1]! };
    const edit = editAddress(text, spot, targets);
    if (edit) edits.push(edit);
  }
  return edits.sort((a, b) => a.start - b.start);
}

function editWikiLink(
  text: string,
  link: PageLink,
  targets: Targets,
): Edit | undefined {
  const { start, end, target } = link;
  const found = target === "" ? undefined : targets.of(target);
  if (found === undefined) return undefined;
  const inside = text.slice(start + 2, end - 2);
  const isEmbed = text[start - 1] === "!"; // a Markdown link there would be an image
  const isMedia = isEmbed && isMediaName(inside);
  const order = isMedia ? mediaStyle(inside, targets.style) : targets.style;
  const spelt = respellWikiLink(inside, order, (isShown) => {
    const shown = displayPath(found.target);
    const spelling = isShown && found.leadsThere(shown) ? shown : found.target;
    return isMedia ? mediaSpelling(inside, spelling) : spelling;
  });
  if (spelt !== undefined) return { start, end, by: `[[${spelt}]]` };
  const isPlain = !/^\.\.?(?:\/|$)/.test(found.target);
  return isEmbed || !isPlain
    ? undefined
    : { start, end, by: asMarkdownLink(link, found.target) };
}

/** In `![[map.png]]` a name alone is the page's own file, and one at the root needs its slash. */
function mediaSpelling(inside: string, target: string): string {
  const name = target.replace(/^\.\//, "");
  if (name.includes("/")) return target;
  if (name !== target) return inside.includes("./") ? target : name;
  return /(?:^|\|)\s*\//.test(inside) ? target : `/${target}`;
}

function editAddress(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  targets: Targets,
): Edit | undefined {
  const written = text.slice(start, end);
  const destination = readDestination(
    decodeEntities(unescapePunctuation(written)),
  );
  if (destination.kind !== "inside" || destination.target === "") {
    return undefined;
  }
  const found = targets.of(destination.target);
  return found && { start, end, by: respellAddress(written, found.target) };
}

/** A new target, and whether another spelling would do as well. */
interface NewTarget {
  readonly target: string;
  readonly leadsThere: (target: string) => boolean;
}

/** The new targets of one page's links, each worked out once. */
class Targets {
  readonly style: LinkStyle;
  readonly #context: Context;
  readonly #known = new Map<string, NewTarget | undefined>();

  constructor(context: Context) {
    this.#context = context;
    this.style = context.style;
  }

  /** What a link with this target has to name instead; `undefined`: it stays. */
  of(target: string): NewTarget | undefined {
    if (!this.#known.has(target)) {
      this.#known.set(
        target,
        this.#mayChange(target) ? this.#find(target) : undefined,
      );
    }
    return this.#known.get(target);
  }

  /** Cheap: most links of a page have nothing to do with what moves. */
  #mayChange(target: string): boolean {
    const { path, newPath, keys } = this.#context;
    if (path !== newPath && isRelative(target)) return true;
    return targetPaths(path, target).some((each) => keys.has(foldPath(each)));
  }

  #find(target: string): NewTarget | undefined {
    const { path: page, newPath, before, after, moves } = this.#context;
    const { destination: was, isOwn } = readingOf(before, page, target);
    const is = destinationOf(after, newPath, target);
    if (was === null) return this.#findMissing(target, is === null);
    const wanted = destinationAfter(after, moves, was);
    if (wanted === is || wanted === null || wanted === UNCLEAR) {
      return undefined;
    }
    const leadsThere = (other: string) =>
      destinationOf(after, newPath, other) === wanted;
    return respelt({ page: newPath, target, wanted, isOwn, leadsThere });
  }

  /** A relative link in a moved page that leads nowhere still offers to create the same page. */
  #findMissing(target: string, isMissing: boolean): NewTarget | undefined {
    const { path, newPath, after, moves } = this.#context;
    if (path === newPath || !isRelative(target)) return undefined;
    const [old] = targetPaths(path, target);
    const { folder } = moves;
    const wanted = folder !== null && old!.startsWith(`${folder.from}/`)
      ? folder.to + old!.slice(folder.from.length)
      : old!;
    const leadsThere = (other: string) =>
      targetPaths(newPath, other)[0] === wanted &&
      destinationOf(after, newPath, other) === null;
    if (isMissing && leadsThere(target)) return undefined;
    return respelt({ page: newPath, target, wanted, isOwn: true, leadsThere });
  }
}

function respelt(
  wish: Parameters<typeof respellTarget>[0],
): NewTarget | undefined {
  const target = respellTarget(wish);
  return target === undefined
    ? undefined
    : { target, leadsThere: wish.leadsThere };
}

function isRelative(target: string): boolean {
  return /^\.\.?(?:\/|$)/.test(target);
}

function apply(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, by } of edits) {
    pieces.push(text.slice(at, start), by);
    at = end;
  }
  return pieces.join("") + text.slice(at);
}

/** The bytes of a text, with the byte order mark that the old ones had. */
function encode(before: Uint8Array, text: string): Uint8Array {
  const hasMark = before[0] === 0xef && before[1] === 0xbb &&
    before[2] === 0xbf;
  return new TextEncoder().encode(hasMark ? `\ufeff${text}` : text);
}
