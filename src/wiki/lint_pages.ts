/** Housekeeping of single pages and files; see `lint.ts`. @module */
import type { ReadableWiki } from "./access.ts";
import { foldPath } from "./page_path.ts";
import { decodeText } from "./page_text.ts";
import { preferenceOf } from "./preferences.ts";
import type { Finding, Found } from "./lint.ts";
import { Slices } from "./slices.ts";

/** Findings of one kind that are kept. */
export const MAX_FINDINGS = 2_000;
/** Pages of a finding that are named. */
export const MAX_NAMED = 10;

/** Pages with more bytes are oversized. */
const MAX_PAGE_BYTES = 100_000;
const DAY_SECONDS = 24 * 3600;
/** Longer pages are not looked through for a list of files. */
const MAX_READ_BYTES = 1_000_000;
/** Rows that one step reads: below 5 ms. */
const STEP = 500;

/** Pages that hold nothing but headings. */
export function findEmptyPages({ index }: ReadableWiki): Found {
  return cut(
    index.defects.listMarked("is_empty", MAX_FINDINGS + 1).map(asPage),
  );
}

/** Pages whose front matter cannot be read. */
export function findBadFrontMatter({ index }: ReadableWiki): Found {
  const paths = index.defects.listMarked(
    "has_bad_front_matter",
    MAX_FINDINGS + 1,
  );
  return cut(paths.map(asPage));
}

/** Pages that are too long for one look, longest first. */
export function findOversizedPages({ index }: ReadableWiki): Found {
  return cut(index.defects.listLarger(MAX_PAGE_BYTES, MAX_FINDINGS + 1));
}

/** Titles that several pages have. */
export async function findDuplicateTitles(
  { index: { defects } }: ReadableWiki,
): Promise<Found> {
  const slices = new Slices();
  const findings: Finding[] = [];
  for (const words of defects.listRepeatedTitles(MAX_FINDINGS + 1)) {
    await slices.pause();
    const pages = defects.listTitled(words, STEP);
    if (pages.length < 2) continue; // changed meanwhile
    findings.push({
      path: pages[0]!.path,
      title: pages[0]!.title,
      count: pages.length,
      pages: pages.slice(0, MAX_NAMED).map(({ path }) => path),
    });
  }
  return cut(findings);
}

/** Pages that nobody changed for so many days, oldest first. */
export async function findStalePages(
  { index: { defects }, house }: ReadableWiki,
  { staleDays }: { readonly staleDays: number },
): Promise<Found> {
  const slices = new Slices();
  const before = house.now().getTime() / 1000 - staleDays * DAY_SECONDS;
  const findings: Finding[] = [];
  let rows = defects.listByChange(undefined, STEP);
  while (rows.length > 0 && findings.length <= MAX_FINDINGS) {
    for (const { path, changedAt } of rows) {
      if (changedAt >= before) continue;
      const at = new Date(changedAt * 1000).toISOString();
      findings.push({ path, changedAt: at });
    }
    await slices.pause();
    rows = defects.listByChange(rows.at(-1), STEP);
  }
  // Commits stand in the order of the line, and clocks differ.
  findings.sort((a, b) => a.changedAt! < b.changedAt! ? -1 : 1);
  return cut(findings);
}

/** Files that nothing shows and nothing links to. Those with a dot before a name belong to programs. */
export async function findUnusedAttachments(
  wiki: ReadableWiki,
): Promise<Found> {
  const { defects } = wiki.index;
  const slices = new Slices();
  const ofSite = new Set(
    [
      preferenceOf(wiki.preferences, "SITE_LOGO"),
      preferenceOf(wiki.preferences, "SITE_ICON"),
    ].map(foldPath),
  );
  const lists = new AttachmentLists(wiki);
  const findings: Finding[] = [];
  let rows = defects.listAttachments("", STEP);
  while (rows.length > 0 && findings.length <= MAX_FINDINGS) {
    for (const file of rows) {
      await slices.pause();
      if (/(?:^|\/)\./.test(file.path)) continue;
      if (ofSite.has(foldPath(file.path)) || isUsed(wiki, file.path)) continue;
      if (!lists.show(file.path)) findings.push(file);
    }
    rows = defects.listAttachments(rows.at(-1)!.path, STEP);
  }
  return cut(findings);
}

/** Which pages list all files of theirs: there a file is used without being named. */
class AttachmentLists {
  readonly #wiki: ReadableWiki;
  /** By the page's path. */
  readonly #hasList = new Map<string, boolean>();

  constructor(wiki: ReadableWiki) {
    this.#wiki = wiki;
  }

  /** Whether the page in whose folder a file lies lists its files. */
  show(file: string): boolean {
    const page = file.slice(0, Math.max(file.lastIndexOf("/"), 0));
    const known = this.#hasList.get(page) ?? this.#look(page);
    this.#hasList.set(page, known);
    return known;
  }

  #look(path: string): boolean {
    const { index, repo } = this.#wiki;
    const page = index.pages.find(path);
    if (page === undefined || page.sizeBytes > MAX_READ_BYTES) return false;
    const text = decodeText(repo.readBlob(page.oid));
    return text !== undefined && /\{\{\s*AttachmentList\b/.test(text);
  }
}

/** Whether a link names the file, by its path or an address under which it may be asked for. */
function isUsed({ index: { defects } }: ReadableWiki, path: string): boolean {
  const slash = path.lastIndexOf("/");
  const folder = path.slice(0, slash + 1);
  const name = path.slice(slash + 1);
  const thumbnail = foldPath(`${folder}t/${name}`);
  return defects.isNamed(foldPath(path)) ||
    defects.isNamed(foldPath(`${folder}a/${name}`)) ||
    defects.isNamed(thumbnail) ||
    defects.isBeginningNamed(`${thumbnail}/`) ||
    defects.isBeginningNamed(`${foldPath(`${folder}a/${name}`)}/`) ||
    defects.isNamed(foldPath(`-/file/${path}`));
}

/** At most {@linkcode MAX_FINDINGS}. */
export function cut(findings: readonly Finding[]): Found {
  return {
    findings: findings.slice(0, MAX_FINDINGS),
    isCut: findings.length > MAX_FINDINGS,
  };
}

function asPage(path: string): Finding {
  return { path };
}
