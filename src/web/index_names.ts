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

/** Names that are sorted within their letter (30 ms); of more, each letter's stay in the order of their files. */
const MAX_SORTED = 12_000;

/** Everything below a folder, sorted; `undefined` (no such folder in the tree): nothing. */
export function listNames(folder: Entry | undefined): readonly IndexName[] {
  if (folder === undefined) return [];
  return folder.index ??= sortedNames(folder);
}

function sortedNames(folder: Entry): readonly IndexName[] {
  const skip = folder.path === "" ? 0 : folder.path.length + 1;
  const letters = new Map<string, IndexName[]>();
  let count = 0;
  for (const { path, isPage } of below(folder)) {
    const text = displayPath(path.slice(skip));
    const letter = firstLetter(text);
    const names = letters.get(letter);
    const name = { path, text, letter, isPage };
    if (names === undefined) letters.set(letter, [name]);
    else names.push(name);
    count++;
  }
  // `#`, which is no letter, stands before all of them.
  return [...letters]
    .sort(([a], [b]) => compareKeys(letterKey(a), letterKey(b)))
    .flatMap(([, names]) => count > MAX_SORTED ? names : inOrder(names));
}

function letterKey(letter: string): string {
  return letter === "#" ? "" : orderKey(letter, { ignoresCase: true });
}

function inOrder(names: readonly IndexName[]): IndexName[] {
  return names
    .map((name) => ({ name, key: orderKey(name.text, { ignoresCase: true }) }))
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
  const code = text.charCodeAt(0);
  if (code < 128) return /[a-z]/i.test(text[0]!) ? text[0]!.toUpperCase() : "#";
  const [first = "#"] = text.slice(0, 16).normalize("NFD").toUpperCase();
  return /\p{L}/u.test(first) ? first : "#";
}
