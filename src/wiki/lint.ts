/**
 * Housekeeping: what in a wiki wants attention, all from the index, so code and diagrams never count.
 *
 * | kind                 | what it finds                                                                                  |
 * | -------------------- | ---------------------------------------------------------------------------------------------- |
 * | `broken_links`       | links and pictures that lead nowhere; a page that was renamed is found under its old name       |
 * | `wanted_pages`       | missing pages that links name, most wanted first                                                |
 * | `broken_anchors`     | links to a heading that the page does not have                                                  |
 * | `orphans`            | pages that no other page links to, without the home page and what lies under `Templates/`      |
 * | `empty_pages`        | pages that hold nothing but headings                                                            |
 * | `oversized_pages`    | pages above 100,000 bytes: too much for one look, of a person or an agent                       |
 * | `duplicate_titles`   | titles (by their words) that several pages have                                                 |
 * | `unused_attachments` | files that no link and no picture names, and that are neither logo nor icon                     |
 * | `bad_front_matter`   | front matter that cannot be read                                                                |
 * | `stale_pages`        | pages that nobody changed for a year (or `staleDays`), oldest first                            |
 *
 * A kind is looked for in short steps with the event loop free in between, and what was found is kept until the wiki changes. Of
 * one kind at most 2,000 findings are kept; there may then be more.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import { ByteLru } from "../git/byte_lru.ts";
import type { ReadableWiki } from "./access.ts";
import type { House } from "./house.ts";
import {
  findBrokenAnchors,
  findLinkDefects,
  findOrphans,
  type LinkDefects,
} from "./lint_links.ts";
import {
  findBadFrontMatter,
  findDuplicateTitles,
  findEmptyPages,
  findOversizedPages,
  findStalePages,
  findUnusedAttachments,
} from "./lint_pages.ts";

/** The kinds, in the order of a report. */
export const LINT_KINDS = [
  "broken_links",
  "wanted_pages",
  "broken_anchors",
  "orphans",
  "empty_pages",
  "oversized_pages",
  "duplicate_titles",
  "unused_attachments",
  "bad_front_matter",
  "stale_pages",
] as const;

/** What may be wrong. */
export type LintKind = typeof LINT_KINDS[number];

/** One thing that wants attention. */
export interface Finding {
  /** The page or file that it is about; of `wanted_pages` the missing page. Of `duplicate_titles` the first page. */
  readonly path: string;
  /** What the link names: `Iran`, `Iran#army`. */
  readonly target?: string;
  /** The title that several pages have. */
  readonly title?: string;
  /** How many pages: that want the page, that have the title. */
  readonly count?: number;
  /** Some of them, at most 10. */
  readonly pages?: readonly string[];
  readonly sizeBytes?: number;
  /** ISO 8601 UTC. */
  readonly changedAt?: string;
}

/** What was found of one kind, in all. */
export interface Found {
  readonly findings: readonly Finding[];
  /** There are more than are kept. */
  readonly isCut: boolean;
}

/** A part of what was found of one kind. */
export interface LintPart {
  readonly kind: LintKind;
  /** How many were found; with `isCut` there are more. */
  readonly total: number;
  readonly isCut: boolean;
  readonly findings: readonly Finding[];
}

/** Which kinds, and which part of each. */
export interface LintOptions {
  /** Default: all. */
  readonly kinds?: readonly LintKind[];
  /** Findings of each kind, 0 to 200; default 50. */
  readonly limit?: number;
  readonly offset?: number;
  /** Pages that nobody changed for so many days are stale; default 365. */
  readonly staleDays?: number;
}

/** What wants attention. */
export interface LintReport {
  /** The commit that was looked at; `null`: the wiki is empty. */
  readonly head: string | null;
  /** `false`: some texts wait to be read, so there may be more. */
  readonly isComplete: boolean;
  readonly parts: readonly LintPart[];
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
const STALE_DAYS = 365;

/** Looks for one kind. */
type Search = (
  wiki: ReadableWiki,
  options: { readonly staleDays: number },
) => Found | Promise<Found>;

const SEARCHES: Readonly<Record<LintKind, Search>> = {
  broken_links: async (wiki) => (await linkDefects(wiki)).broken,
  wanted_pages: async (wiki) => (await linkDefects(wiki)).wanted,
  broken_anchors: findBrokenAnchors,
  orphans: async (wiki) => findOrphans(wiki, await linkDefects(wiki)),
  empty_pages: findEmptyPages,
  oversized_pages: findOversizedPages,
  duplicate_titles: findDuplicateTitles,
  unused_attachments: findUnusedAttachments,
  bad_front_matter: findBadFrontMatter,
  stale_pages: findStalePages,
};

/** What wants attention in a wiki. @throws {AppError} `invalid` for a kind that there is none of. */
export async function lintWiki(
  wiki: ReadableWiki,
  options: LintOptions = {},
): Promise<LintReport> {
  const { kinds = LINT_KINDS, offset = 0, staleDays = STALE_DAYS } = options;
  const limit = Math.min(
    Math.max(options.limit ?? DEFAULT_LIMIT, 0),
    MAX_LIMIT,
  );
  const parts: LintPart[] = [];
  for (const kind of new Set(kinds)) {
    if (!Object.hasOwn(SEARCHES, kind)) {
      throw new AppError(
        "invalid",
        `Cannot look for "${kind}": wanted ${LINT_KINDS.join(", ")}`,
      );
    }
    const { findings, isCut } = await kept(
      wiki,
      kind === "stale_pages" ? `${kind} ${staleDays}` : kind,
      () => SEARCHES[kind](wiki, { staleDays }),
    );
    parts.push({
      kind,
      total: findings.length,
      isCut,
      findings: findings.slice(offset, offset + limit),
    });
  }
  return {
    head: wiki.index.head(),
    isComplete: wiki.index.waitingTexts.count() === 0,
    parts,
  };
}

/** How much is kept of all wikis, in bytes, and what one search counts for: 2,000 findings of 300 bytes. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
const MAX_WEIGHT = 2_000 * 300;
/** How often a search is made again because the wiki changed in the middle of it. */
const MAX_ATTEMPTS = 3;

/** What was found before, by what it depends on. Searches that run are kept too: several readers share one. */
const KEPT = new WeakMap<House, ByteLru<Promise<unknown>>>();

function linkDefects(wiki: ReadableWiki): Promise<LinkDefects> {
  return kept(wiki, "links", () => findLinkDefects(wiki));
}

/** What a search found in the wiki as it is: searched for, or known. */
async function kept<T>(
  wiki: ReadableWiki,
  name: string,
  search: () => T | Promise<T>,
): Promise<T> {
  const known = KEPT.get(wiki.house) ??
    new ByteLru<Promise<unknown>>(MAX_KEPT_BYTES);
  KEPT.set(wiki.house, known);
  for (let attempt = 1;; attempt++) {
    const key = stateOf(wiki, name);
    const running = known.get(key) as Promise<T> | undefined;
    if (running !== undefined) return await running;
    const started = Promise.resolve(search());
    known.set(key, started, MAX_WEIGHT);
    try {
      const result = await started;
      if (key === stateOf(wiki, name) || attempt === MAX_ATTEMPTS) {
        return result;
      }
    } catch (error) {
      known.delete(key);
      throw error;
    }
    known.delete(key);
  }
}

/** Everything that the findings of a search depend on. */
function stateOf(wiki: ReadableWiki, name: string): string {
  const { row, index, preferences, house } = wiki;
  const day = name.startsWith("stale_pages")
    ? house.now().toISOString().slice(0, 10)
    : "";
  const waiting = index.waitingTexts.count();
  return `${row.id} ${name} ${index.head()} ${preferences.version()} ${waiting} ${day}`;
}
