/**
 * The pages of a folder in the order of an index: by the letters of what is shown, whatever lies in which sub-folder. Folders
 * that are no pages have entries of their own.
 *
 * @module
 */
import { displayPath } from "../wiki/page_path.ts";
import { compareKeys, type Entry, orderKey } from "./tree_entries.ts";

/** One entry of an index. */
export interface IndexName {
  readonly path: string;
  /** Path below the index's folder, as people read it. */
  readonly text: string;
  /** Upper case without accents, or `#`. */
  readonly letter: string;
  /** `false`: a folder without a page. */
  readonly isPage: boolean;
}

/** Everything below a folder, sorted; `undefined` (no such folder in the tree): nothing. */
export function listNames(folder: Entry | undefined): readonly IndexName[] {
  if (folder === undefined) return [];
  return folder.index ??= sortedNames(folder);
}

function sortedNames(folder: Entry): readonly IndexName[] {
  const skip = folder.path === "" ? 0 : folder.path.length + 1;
  const keyed = [...below(folder)].map(({ path, isPage }) => {
    const text = displayPath(path.slice(skip));
    const letter = firstLetter(text);
    // What begins with no letter stands in one place, before the letters.
    const group = letter === "#" ? "0" : "1";
    const key = group + orderKey(text, { ignoresCase: true });
    return { key, name: { path, text, letter, isPage } };
  });
  return keyed
    .sort((a, b) =>
      compareKeys(a.key, b.key) || compareKeys(a.name.path, b.name.path)
    )
    .map(({ name }) => name);
}

function* below(folder: Entry): Generator<Entry> {
  for (const entry of folder.children) {
    yield entry;
    yield* below(entry);
  }
}

function firstLetter(text: string): string {
  const [first = "#"] = text.slice(0, 16).normalize("NFD").toUpperCase();
  return /\p{L}/u.test(first) ? first : "#";
}
