/**
 * Looks through an uploaded git bundle: its history is unpacked beside it and checked, and compared with the wiki's. For a worker.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import {
  changesBetween,
  firstParentLine,
  isAncestor,
} from "../git/changes_between.ts";
import { Repository, type RepositoryReader } from "../git/repository.ts";
import { unpackStrictly } from "../git/strict_unpack.ts";
import { isRegularFile } from "../git/trees.ts";
import {
  type BundleChange,
  type CheckedBundle,
  linkOrder,
  type Relation,
} from "./checked_upload.ts";
import { surveyImport } from "./import_survey.ts";
import { pageOfFile } from "./page_path.ts";
import { HISTORY_LIMITS, MAX_CHANGES } from "./upload_limits.ts";

/** What a bundle is compared with. */
export interface BundleSetting {
  readonly wiki: Repository;
  /** The wiki's commit. */
  readonly base: string | null;
  /** An empty repository that gets the history. */
  readonly target: Repository;
  /** Bytes of one page, in any commit: old versions are read like the newest. */
  readonly pageBytes: number;
}

/**
 * Checks a bundle and unpacks it into the target, whose branch stands at its newest commit afterwards.
 *
 * @throws {AppError} `invalid`, `too_large` where the bundle is refused; `storage_full`.
 */
export async function surveyBundle(
  path: string,
  { wiki, base, target, pageBytes }: BundleSetting,
): Promise<CheckedBundle> {
  const history = await unpackStrictly(path, target.dir, {
    ...HISTORY_LIMITS,
    maxBytesOf: (name) => pageOfFile(name) === undefined ? null : pageBytes,
  });
  const { head, branch, commits, tags, warnings } = history;
  target.store.rescan();
  await target.turn((turn) => turn.publish(head));
  const relation = relationOf({ wiki, base, target, head });
  demandFewChanges(target, head, relation === "newer" ? base : null);
  const { linkStyle: _, resolvedLinks, ...survey } = await surveyImport(target);
  return {
    kind: "bundle",
    ...{ head, commits, relation },
    branch: branch.replace(/^refs\/heads\//, ""),
    tags: tags.length,
    ...countFiles(target, head),
    ...compareFiles({ wiki, base }, { target, head }),
    links: linkOrder(resolvedLinks),
    warnings: [...survey.warnings, ...warnings],
  };
}

function relationOf(
  { wiki, base, target, head }:
    & Omit<BundleSetting, "pageBytes">
    & { head: string },
): Relation {
  if (base === null) return "newer";
  if (base === head) return "same";
  if (target.store.has(base) && isAncestor(target, base, head)) return "newer";
  const isOlder = wiki.store.has(head) && isAncestor(wiki, head, base);
  return isOlder ? "older" : "other";
}

/** Each changed file of each commit becomes a line of the index. @throws {AppError} `too_large`. */
function demandFewChanges(
  repo: RepositoryReader,
  head: string,
  known: string | null,
): void {
  let changes = 0;
  for (const commit of firstParentLine(repo, head, known ?? undefined)) {
    const [parent = null] = commit.parents;
    changes += changesBetween(repo, parent, commit.oid).length;
    if (changes <= MAX_CHANGES) continue;
    throw new AppError(
      "too_large",
      `Cannot take this history: its commits change more than ${MAX_CHANGES} files`,
    );
  }
}

function countFiles(
  repo: RepositoryReader,
  head: string,
): Pick<CheckedBundle, "pages" | "files" | "contentBytes"> {
  const regular = repo.listFiles(head).filter((file) => isRegularFile(file));
  const pages = regular.filter(({ path }) => pageOfFile(path) !== undefined);
  return {
    pages: pages.length,
    files: regular.length - pages.length,
    contentBytes: regular.reduce((sum, { oid }) => sum + repo.blobSize(oid), 0),
  };
}

/** What becomes of the wiki's files. */
function compareFiles(
  { wiki, base }: { wiki: RepositoryReader; base: string | null },
  { target, head }: { target: RepositoryReader; head: string },
): Pick<CheckedBundle, "changes" | "same"> {
  const before = new Map(
    (base === null ? [] : wiki.listFiles(base))
      .map(({ path, oid }) => [path, oid]),
  );
  const changes: BundleChange[] = [];
  const same = { pages: 0, files: 0 };
  for (const { path, oid } of target.listFiles(head)) {
    const known = before.get(path);
    before.delete(path);
    if (known === oid) {
      same[pageOfFile(path) === undefined ? "files" : "pages"]++;
    } else {
      const outcome = known === undefined ? "new" : "changed";
      changes.push({ path, outcome });
    }
  }
  for (const path of before.keys()) changes.push({ path, outcome: "gone" });
  return { changes, same };
}
