/** Housekeeping of links; see `lint.ts`. @module */
import type { AnchorRow } from "../db/index/anchors.ts";
import type { NamedKey, NamingLink } from "../db/index/defects.ts";
import type { ReadableWiki } from "./access.ts";
import type { Finding, Found } from "./lint.ts";
import { cut, MAX_FINDINGS, MAX_NAMED } from "./lint_pages.ts";
import { wantedPath } from "./links.ts";
import { homePage, lookUp } from "./look_up.ts";
import { oldAddress } from "./old_addresses.ts";
import { isPlace, pathOfUrl } from "./page_path.ts";
import { redirectOf } from "./redirects.ts";
import { Slices } from "./slices.ts";

/** Rows that one step reads: below 5 ms. */
const STEP = 250;
/** Links to one missing page that are counted. */
const MAX_COUNT = 1_000;
/** A wiki of nothing but such links is not walked through to its end, in milliseconds of work. */
const MAX_WORK_MS = 5_000;

/** What a walk through all links finds; three kinds are made of it. */
export interface LinkDefects {
  readonly broken: Found;
  readonly wanted: Found;
  /** Pages to which links lead under a name that they had before. */
  readonly byOldName: ReadonlySet<string>;
}

/** Walks through all links, key by key. */
export async function findLinkDefects(
  wiki: ReadableWiki,
): Promise<LinkDefects> {
  const walk = new LinkWalk(wiki);
  await walk.run();
  return walk;
}

/** Pages that no other page links to. */
export async function findOrphans(
  wiki: ReadableWiki,
  { byOldName }: LinkDefects,
): Promise<Found> {
  const { defects } = wiki.index;
  const home = homePage(wiki);
  const slices = new Slices();
  const findings: Finding[] = [];
  let rows = defects.listLinked("", STEP);
  while (rows.length > 0 && findings.length <= MAX_FINDINGS) {
    for (const { path, isLinked } of rows) {
      if (isLinked === 1 || path === home || byOldName.has(path)) continue;
      if (!path.startsWith("Templates/")) findings.push({ path });
    }
    await slices.pause();
    rows = defects.listLinked(rows.at(-1)!.path, STEP);
  }
  return cut(findings);
}

/** Links to a place that their page does not have. A link whose page is missing is broken, not its anchor. */
export async function findBrokenAnchors(wiki: ReadableWiki): Promise<Found> {
  const { anchors } = wiki.index;
  const slices = new Slices();
  const findings: Finding[] = [];
  let rows = anchors.list(STEP);
  while (
    rows.length > 0 && findings.length <= MAX_FINDINGS &&
    slices.workedMs < MAX_WORK_MS
  ) {
    for (const anchor of rows) {
      await slices.pause();
      const page = pageOfAnchor(wiki, anchor);
      if (page === null || hasPlace(wiki, page, anchor)) continue;
      findings.push({
        path: anchor.source,
        target: `${anchor.isOwn === 1 ? "" : page}#${anchor.fragment}`,
      });
    }
    rows = anchors.list(STEP, rows.at(-1));
  }
  const found = cut(findings.sort(byPath));
  return { ...found, isCut: found.isCut || rows.length > 0 };
}

/** All links that lead nowhere, those to one missing page together, in short steps. */
class LinkWalk implements LinkDefects {
  readonly byOldName = new Set<string>();
  readonly #wiki: ReadableWiki;
  readonly #slices = new Slices();
  readonly #broken: Finding[] = [];
  #wanted: (Finding & { count: number })[] = [];
  #isWhole = true;
  #hasDropped = false;

  constructor(wiki: ReadableWiki) {
    this.#wiki = wiki;
  }

  /** Sorted by page. */
  get broken(): Found {
    const { findings, isCut } = cut(this.#broken.toSorted(byPath));
    return { findings, isCut: isCut || !this.#isWhole };
  }

  /** Most wanted first. */
  get wanted(): Found {
    const { findings, isCut } = cut(this.#wanted.toSorted(byCount));
    return { findings, isCut: isCut || this.#hasDropped || !this.#isWhole };
  }

  async run(): Promise<void> {
    const { defects } = this.#wiki.index;
    let keys = defects.listNamedKeys("", STEP);
    while (keys.length > 0) {
      for (const key of keys) {
        if (key.files === 1) continue;
        await this.#slices.pause();
        if (this.#slices.workedMs > MAX_WORK_MS) {
          this.#isWhole = false;
          return;
        }
        this.#look(key);
      }
      await this.#slices.pause();
      keys = defects.listNamedKeys(keys.at(-1)!.fold, STEP);
    }
  }

  #look(key: NamedKey): void {
    const links = this.#brokenOf(key);
    const target = links[0]?.target;
    if (target === undefined || isPlace(target)) return;
    const page = redirectOf(this.#wiki, target);
    if (page !== undefined) this.byOldName.add(page);
    else if (!isOldAddress(this.#wiki, target)) this.#take(links);
  }

  /** Links that name a key and lead nowhere. */
  #brokenOf({ fold, files, folders }: NamedKey): NamingLink[] {
    const { defects } = this.#wiki.index;
    if (files === 2) return defects.listUnclear(fold, MAX_COUNT);
    const named = defects.listNaming(fold, MAX_COUNT)
      .filter(({ second }) => second === "" || !this.#exists(second));
    if (folders === 0) return named;
    const pictures = named.filter(({ isEmbed }) => isEmbed === 1);
    return folders === 1
      ? pictures
      : [...pictures, ...defects.listUnclear(fold, MAX_COUNT)];
  }

  #exists(path: string): boolean {
    const { kind } = lookUp(this.#wiki, path);
    return kind !== "none" && kind !== "ambiguous";
  }

  #take(links: readonly NamingLink[]): void {
    const room = MAX_FINDINGS + 1 - this.#broken.length;
    for (const { source, target } of links.slice(0, Math.max(room, 0))) {
      this.#broken.push({ path: source, target });
    }
    const wanting = links.filter(({ isEmbed }) => isEmbed === 0);
    if (wanting.length === 0) return;
    const sources = [...new Set(wanting.map(({ source }) => source))].sort();
    this.#wanted.push({
      path: wantedPath(wanting[0]!.target),
      count: sources.length,
      pages: sources.slice(0, MAX_NAMED),
    });
    if (this.#wanted.length <= 2 * MAX_FINDINGS) return;
    this.#wanted = this.#wanted.toSorted(byCount).slice(0, MAX_FINDINGS);
    this.#hasDropped = true;
  }
}

/** Whether a target is an address of the service before this one, of something that exists. */
function isOldAddress(wiki: ReadableWiki, target: string): boolean {
  const address = oldAddress(target)?.split("?", 1)[0];
  const path = address === undefined ? undefined : pathOfUrl(address);
  return path !== undefined && lookUp(wiki, path).kind !== "none";
}

/** The page on which an anchor lies, or `null` where it leads to no page whose text is known. */
function pageOfAnchor(wiki: ReadableWiki, anchor: AnchorRow): string | null {
  const page = anchor.isOwn === 1 ? anchor.source : pageNamed(wiki, anchor);
  if (page === null || wiki.index.waitingTexts.has(page)) return null;
  return wiki.index.pages.find(page)?.isText === 1 ? page : null;
}

function pageNamed(
  wiki: ReadableWiki,
  { target, second }: AnchorRow,
): string | null {
  if (target === "") return homePage(wiki);
  const readings = second === "" ? [target] : [target, second];
  for (const path of readings) {
    const found = lookUp(wiki, path);
    if (found.kind === "page") return found.path;
    if (found.kind !== "none") return null;
  }
  return redirectOf(wiki, target) ?? null;
}

/** Whether a page has the place: a heading, an id of raw HTML, a footnote, or its top. */
function hasPlace(
  { index: { headings } }: ReadableWiki,
  page: string,
  { id, fragment }: AnchorRow,
): boolean {
  return headings.hasId(page, id) || headings.hasId(page, fragment) ||
    fragment === "top" || /^fn(?:ref)?-/.test(fragment);
}

function byCount(
  a: { path: string; count: number },
  b: { path: string; count: number },
): number {
  return b.count - a.count || (a.path < b.path ? -1 : 1);
}

function byPath(a: Finding, b: Finding): number {
  const [first, second] = [a, b].map(({ path, target }) =>
    `${path}\0${target}`
  );
  return first! < second! ? -1 : 1;
}
