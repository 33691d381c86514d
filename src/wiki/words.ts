/**
 * What counts as a word when texts are indexed and searched: the one function for both sides, because a word that is cut or
 * folded differently on one of them is never found.
 *
 * A word is a run of letters, digits and marks, or one pictograph. Scripts without spaces (Chinese, Japanese, Thai, Lao, …)
 * are cut by `Intl.Segmenter`. Case and diacritics are folded: `Łódź` and `LODZ` are the same word. Vowel signs of Indic
 * scripts and Thai stay, for without them words would become others.
 *
 * @module
 */

/** A word and where it stands. */
export interface Word {
  /** Folded. */
  readonly word: string;
  /** UTF-16 offset of its first character. */
  readonly start: number;
  /** UTF-16 offset behind its last character. */
  readonly end: number;
}

/** Longer words are cut here, in UTF-16 units; the same on both sides, so they are found by their beginning. */
const MAX_WORD_LENGTH = 64;

/** Longest run that the segmenter is given at once: it holds the whole run in memory. */
const MAX_RUN_LENGTH = 500;

const SCRIPTS = ["Han", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr"]
  .map((script) => String.raw`\p{scx=${script}}`).join("");
/** Marks that belong to many scripts (`ḳ`, decomposed) are none of these scripts', but for those that voice kana. */
const SPACELESS = String
  .raw`[[\p{L}\p{N}\p{M}]&&[${SCRIPTS}]]--[\p{sc=Zinh}--[\u3099\u309a]]`;
const WORDS = new RegExp(
  String
    .raw`([${SPACELESS}]+)|[[\p{L}\p{N}\p{M}]--[${SPACELESS}]]+|\p{Extended_Pictographic}`,
  "gv",
);
const HAS_SPACELESS = new RegExp(`[${SPACELESS}]`, "v");

const SEGMENTER = new Intl.Segmenter("und", { granularity: "word" });

/**
 * All words of a text in order; time grows with its length alone.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { listWords } from "./words.ts";
 *
 * const words = listWords("Łódź is_in Poland; 東京都").map(({ word }) => word);
 * assert.deepEqual(words, ["lodz", "is", "in", "poland", "東京", "都"]);
 * ```
 */
export function listWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORDS)) {
    if (match[1] !== undefined) {
      addSegments(words, match[1], match.index);
    } else {
      addWord(words, match[0], match.index);
    }
  }
  return joinSigns(words, text);
}

/** The words of a text, folded, without their places. */
export function foldedWords(text: string): string[] {
  return listWords(text).map(({ word }) => word);
}

/** Whether a word belongs to a script that is written without spaces: it may be a part of what a reader takes for one. */
export function isSpaceless(word: string): boolean {
  return HAS_SPACELESS.test(word);
}

function addSegments(words: Word[], run: string, start: number): void {
  for (let at = 0; at < run.length; at += MAX_RUN_LENGTH) {
    const part = run.slice(at, at + MAX_RUN_LENGTH);
    for (const { segment, index } of SEGMENTER.segment(part)) {
      addWord(words, segment, start + at + index);
    }
  }
}

function addWord(words: Word[], text: string, start: number): void {
  const word = foldWord(text);
  if (word !== "") words.push({ word, start, end: start + text.length });
}

/** `C++`, `C#`, `F#`: a single letter keeps the sign that makes it a name. */
function joinSigns(words: Word[], text: string): Word[] {
  for (const [i, { word, start, end }] of words.entries()) {
    if (end - start !== 1 || word < "a" || word > "z") continue;
    const sign = /^(?:#|\+\+)(?![\p{L}\p{N}])/u.exec(text.slice(end, end + 4));
    if (sign === null) continue;
    words[i] = { word: word + sign[0], start, end: end + sign[0].length };
  }
  return words;
}

/** Letters whose stroke or joint is no mark of its own in Unicode. */
const LETTERS: Readonly<Record<string, string>> = {
  "ø": "o",
  "ł": "l",
  "đ": "d",
  "ð": "d",
  "ħ": "h",
  "ı": "i",
  "æ": "ae",
  "œ": "oe",
  "þ": "th",
  "ς": "σ",
};

/** Case and diacritics folded. Also what a decomposition may leave between letters (`⑴` → `(1)`) is taken out. */
function foldWord(text: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) {
    return text.slice(0, MAX_WORD_LENGTH).toLowerCase();
  }
  if (/^[\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]+$/.test(text)) {
    return text.slice(0, MAX_WORD_LENGTH); // kana and kanji have no other form
  }
  return text.slice(0, 4 * MAX_WORD_LENGTH).normalize("NFKD")
    .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g, "")
    .normalize("NFC")
    .toLowerCase().toUpperCase().toLowerCase()
    .replace(/[øłđðħıæœþς]/g, (letter) => LETTERS[letter]!)
    // deno-lint-ignore no-control-regex
    .replace(/[\x00-\x2f\x3a-\x60\x7b-\x7f\u0300-\u036f]/g, "")
    .slice(0, MAX_WORD_LENGTH)
    .toWellFormed();
}
