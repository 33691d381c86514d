/**
 * What importing an upload would do to a wiki, in words and numbers, before anything is done.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import type { ManageableWiki } from "./access.ts";
import type {
  CheckedBundle,
  CheckedUpload,
  CheckedZip,
  LeftOut,
} from "./checked_upload.ts";
import { pageOfFile } from "./page_path.ts";
import { linkStyleOf } from "./preferences.ts";
import { checkQuota } from "./quota.ts";

/** What would become of a file. */
export type Outcome = "new" | "changed" | "same" | "gone";

/** Names of one outcome: the first ones, and how many there are. */
export interface Named {
  readonly count: number;
  readonly first: readonly string[];
}

/**
 * What importing means for the wiki.
 *
 * - `adds`: one commit more (a zip)
 * - `continues`: the bundle's newer commits follow the wiki's
 * - `replaces`: the wiki is new or empty, and begins with the bundle's history instead
 */
export type Fate = "adds" | "continues" | "replaces";

/** A plan. */
export interface ImportPlan {
  readonly kind: CheckedUpload["kind"];
  readonly fate: Fate;
  /** Why it cannot be done as things are; `null`: it can. */
  readonly refusal: string | null;
  readonly pages: Readonly<Record<Outcome, Named>>;
  readonly files: Readonly<Record<Outcome, Named>>;
  readonly leftOut: readonly LeftOut[];
  readonly commits: number;
  readonly tags: number;
  /** The order of links that fits better, where it is another one than the wiki's. */
  readonly linkStyle: LinkStyle | null;
  /** How many links lead somewhere under each order. */
  readonly resolvedLinks: Readonly<Record<LinkStyle, number>>;
  /** The order is set without asking, because nothing else is in the wiki. */
  readonly setsLinkStyle: boolean;
  readonly warnings: readonly string[];
}

/** Names that are shown of one outcome. */
const MAX_NAMED = 200;

/** What importing would do now. */
export function planImport(
  wiki: ManageableWiki,
  checked: CheckedUpload,
): ImportPlan {
  const { better, resolved } = checked.links;
  const isNew = isUntouched(wiki);
  return {
    kind: checked.kind,
    ...(checked.kind === "zip"
      ? planZip(wiki, checked)
      : planBundle(wiki, checked)),
    linkStyle: better === linkStyleOf(wiki.preferences) ? null : better,
    resolvedLinks: resolved,
    setsLinkStyle: isNew,
    warnings: checked.warnings,
  };
}

/** Whether a wiki still is as it was made: nothing in it, or its starter pages alone. */
export function isUntouched(wiki: ManageableWiki): boolean {
  if (wiki.head === null) return true;
  return wiki.index.meta.read().headSeq === 1 &&
    wiki.provenance.find(wiki.head)?.door === "cli";
}

/** What importing means, or why it cannot be done. */
export function fateOf(
  wiki: ManageableWiki,
  { relation }: CheckedBundle,
): { fate: Fate; refusal: string | null } {
  if (relation === "newer") {
    const fate = wiki.head === null ? "replaces" : "continues";
    return { fate, refusal: null };
  }
  if (relation !== "other") {
    return {
      fate: "continues",
      refusal: "The wiki has everything that is in this bundle.",
    };
  }
  const refusal = isUntouched(wiki) ? null : DIVERGED;
  return { fate: "replaces", refusal };
}

const DIVERGED =
  "The wiki and the bundle have gone different ways: each has commits that the other lacks, and nothing of the wiki is thrown away. Join them on your machine and upload the result: clone the wiki; in the clone, git pull --no-rebase --allow-unrelated-histories, then the path of the bundle and HEAD; then git bundle create joined.bundle --all.";

type Part = Pick<
  ImportPlan,
  "fate" | "refusal" | "pages" | "files" | "leftOut" | "commits" | "tags"
>;

function planZip(wiki: ManageableWiki, zip: CheckedZip): Part {
  const tally = new Tally();
  let [pages, bytes] = [0, 0];
  for (const { path, oid, before, sizeBytes } of zip.files) {
    if (before !== null) tally.add(path, before === oid ? "same" : "changed");
    else {
      tally.add(path, "new");
      bytes += sizeBytes;
      pages += pageOfFile(path) === undefined ? 0 : 1;
    }
  }
  const isNothing = tally.isWithout("new") && tally.isWithout("changed");
  return {
    fate: "adds",
    refusal: isNothing
      ? "There is nothing to import: the wiki has it all, or it was left out."
      : refusalOf(() => checkQuota(wiki, { pages, bytes })),
    ...tally.named(),
    leftOut: zip.leftOut,
    commits: 1,
    tags: 0,
  };
}

function planBundle(wiki: ManageableWiki, bundle: CheckedBundle): Part {
  const tally = new Tally();
  for (const { path, outcome } of bundle.changes) tally.add(path, outcome);
  const { fate, refusal } = fateOf(wiki, bundle);
  const { pages, files } = tally.named();
  return {
    fate,
    refusal: refusal ??
      refusalOf(() => checkQuota(wiki, grownBy(wiki, bundle))),
    pages: withSame(pages, bundle.same.pages),
    files: withSame(files, bundle.same.files),
    leftOut: [],
    commits: bundle.commits,
    tags: bundle.tags,
  };
}

/** What is the same is only counted. */
function withSame(
  named: Record<Outcome, Named>,
  count: number,
): Record<Outcome, Named> {
  return { ...named, same: { count, first: [] } };
}

/** By how much the wiki becomes larger where it becomes what the bundle is. */
export function grownBy(
  wiki: Pick<ManageableWiki, "index">,
  bundle: CheckedBundle,
): { pages: number; bytes: number } {
  const { pageCount, contentBytes } = wiki.index.meta.read();
  return {
    pages: bundle.pages - pageCount,
    bytes: bundle.contentBytes - contentBytes,
  };
}

function refusalOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof AppError) return `${error.message}.`;
    throw error;
  }
}

/** Counts outcomes and keeps the first names. */
class Tally {
  readonly #pages = emptyLists();
  readonly #files = emptyLists();

  add(path: string, outcome: Outcome): void {
    const page = pageOfFile(path);
    const lists = page === undefined ? this.#files : this.#pages;
    lists[outcome].push(page ?? path);
  }

  isWithout(outcome: Outcome): boolean {
    return this.#pages[outcome].length + this.#files[outcome].length === 0;
  }

  named(): Record<"pages" | "files", Record<Outcome, Named>> {
    return { pages: namedOf(this.#pages), files: namedOf(this.#files) };
  }
}

function emptyLists(): Record<Outcome, string[]> {
  return { new: [], changed: [], same: [], gone: [] };
}

function namedOf(lists: Record<Outcome, string[]>): Record<Outcome, Named> {
  const named = (list: string[]): Named => ({
    count: list.length,
    first: list.slice(0, MAX_NAMED),
  });
  return {
    new: named(lists.new),
    changed: named(lists.changed),
    same: named(lists.same),
    gone: named(lists.gone),
  };
}
