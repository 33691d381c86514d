/**
 * Looks through a repository that was just imported: which order of `[[…]]` its links are written in, and what its owner
 * should know about its files.
 *
 * @module
 */
import type { RepositoryReader, TreeFile } from "../git/repository.ts";
import { isRegularFile } from "../git/trees.ts";
import type { LinkStyle } from "../markdown/rendered.ts";
import { scanLinks } from "../markdown/wiki_links.ts";
import { targetPaths } from "./link_target.ts";
import { foldPath, pageOfFile } from "./page_path.ts";
import { decodeText } from "./page_text.ts";

/** What was found. */
export interface ImportSurvey {
  readonly linkStyle: LinkStyle;
  /** How many wikilinks lead to a page or file under each order. */
  readonly resolvedLinks: Readonly<Record<LinkStyle, number>>;
  readonly warnings: readonly string[];
}

/** Most names in one warning. */
const MAX_NAMED = 10;
/** The event loop is let go after so many bytes of text. */
const SLICE_BYTES = 200_000;
/** The first line of what stands in git for a file that Git LFS keeps elsewhere. */
const LFS_POINTER = "version https://git-lfs.github.com/spec/v1\n";

/** Surveys the files at HEAD. */
export async function surveyImport(
  repo: RepositoryReader,
): Promise<ImportSurvey> {
  const head = repo.head();
  const all = head === null ? [] : repo.listFiles(head);
  const files = all.filter((file) => isRegularFile(file));
  const names = new Set(
    files.map(({ path }) => foldPath(pageOfFile(path) ?? path)),
  );
  const resolvedLinks = { target_first: 0, text_first: 0 };
  const notText: string[] = [];
  let bytes = 0;
  for (const file of files) {
    const page = pageOfFile(file.path);
    if (page === undefined) continue;
    const text = decodeText(repo.readBlob(file.oid));
    if (text === undefined) notText.push(file.path);
    for (const style of ["target_first", "text_first"] as const) {
      resolvedLinks[style] += countResolved(names, page, { text, style });
    }
    bytes += text?.length ?? 0;
    if (bytes < SLICE_BYTES) continue;
    bytes = 0;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const isTextFirst = resolvedLinks.text_first > resolvedLinks.target_first;
  return {
    linkStyle: isTextFirst ? "text_first" : "target_first",
    resolvedLinks,
    warnings: warningsOf(repo, all, notText),
  };
}

/** How many wikilinks of a page lead to one of these names (folded), where the first or the second half is the target. */
export function countResolved(
  names: ReadonlySet<string>,
  page: string,
  { text, style }: { text: string | undefined; style: LinkStyle },
): number {
  if (text === undefined || !text.includes("[[")) return 0;
  const leadsSomewhere = (path: string) => names.has(foldPath(path));
  return scanLinks(text, style).filter((link) =>
    link.kind === "wikilink" &&
    targetPaths(page, link.target).some(leadsSomewhere)
  ).length;
}

function warningsOf(
  repo: RepositoryReader,
  all: readonly TreeFile[],
  notText: readonly string[],
): string[] {
  const withMode = (mode: TreeFile["mode"]) =>
    all.filter((file) => file.mode === mode).map(({ path }) => path);
  const unreadable = all.filter(({ path }) => path.includes("\uFFFD"));
  const pointers = all.filter((file) =>
    isRegularFile(file) && isLfs(repo, file)
  );
  return [
    warning(withMode("120000"), "Symbolic links are kept but not shown"),
    warning(withMode("160000"), "Submodules are not imported"),
    warning(
      pointers.map(({ path }) => path),
      "Of files in Git LFS only the pointers are in the repository",
    ),
    warning(notText, "Pages that are not UTF-8 cannot be edited here"),
    warning(
      unreadable.map(({ path }) => path),
      "Files whose names are not UTF-8 are kept but not shown",
    ),
    warning(
      twinsOf(all),
      "Names that differ only in case or spaces must be linked exactly",
    ),
  ].filter((text) => text !== undefined);
}

/** `Symbolic links are kept but not shown (3): a, b, c`. */
function warning(paths: readonly string[], what: string): string | undefined {
  if (paths.length === 0) return undefined;
  const named = paths.slice(0, MAX_NAMED).join(", ");
  const more = paths.length > MAX_NAMED ? ", …" : "";
  return `${what} (${paths.length}): ${named}${more}`;
}

/** Files whose name another file has but for its spelling. */
function twinsOf(all: readonly TreeFile[]): string[] {
  const folds = new Map<string, string[]>();
  for (const { path } of all.filter((file) => isRegularFile(file))) {
    const fold = foldPath(pageOfFile(path) ?? path);
    folds.set(fold, [...folds.get(fold) ?? [], path]);
  }
  return [...folds.values()].filter((paths) => paths.length > 1).flat();
}

function isLfs(repo: RepositoryReader, file: TreeFile): boolean {
  if (repo.blobSize(file.oid) > 1024) return false;
  const bytes = repo.readBlob(file.oid).subarray(0, LFS_POINTER.length);
  return new TextDecoder().decode(bytes) === LFS_POINTER;
}
