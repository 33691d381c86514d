/** Front matter: the YAML mapping between `---` lines at the start of a page. @module */
import { parseDocument } from "yaml";

/** A page's text, split. */
export interface FrontMatter {
  /** The mapping, own plain keys only; `null` where there is none, or it does not parse to a mapping. */
  readonly values: Readonly<Record<string, unknown>> | null;
  /** Raw YAML text between the markers, or `null` where there are no markers. */
  readonly source: string | null;
  /** Where the body begins in the text (0 where there is no front matter). */
  readonly bodyStart: number;
}

const NONE: FrontMatter = { values: null, source: null, bodyStart: 0 };
/** Longer YAML is left unread, because a parser may need seconds for it and this runs in the commit turn. */
const MAX_YAML_LENGTH = 8_192;
const MAX_DEPTH = 16;

/**
 * Splits a page into front matter and body; linear in the length of the text, never throws. Text between `---` lines whose first
 * line is not `key: value` is no front matter but a page that begins with a rule.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { splitFrontMatter } from "./front_matter.ts";
 *
 * const split = splitFrontMatter("---\ntags: [a, b]\n---\n# Iran\n");
 * assert.deepEqual(split.values, { tags: ["a", "b"] });
 * assert.equal(split.bodyStart, 21);
 * ```
 */
export function splitFrontMatter(text: string): FrontMatter {
  const opening = /^\ufeff?---[ \t]*\r?\n/.exec(text);
  if (opening === null) return NONE;
  const start = opening[0].length;
  const close = findClosing(text, start);
  if (close === undefined) return NONE;
  const source = text.slice(start, close.start);
  if (!beginsLikeMapping(source)) return NONE;
  return { values: readMapping(source), source, bodyStart: close.end };
}

/** The line `---` or `...` that ends the front matter. */
function findClosing(
  text: string,
  start: number,
): { start: number; end: number } | undefined {
  const marker = /^(?:---|\.\.\.)[ \t]*\r?$/;
  for (let at = start; at < text.length;) {
    const newline = text.indexOf("\n", at);
    const lineEnd = newline < 0 ? text.length : newline;
    const isShort = lineEnd - at < 80;
    if (isShort && marker.test(text.slice(at, lineEnd))) {
      return { start: at, end: newline < 0 ? lineEnd : newline + 1 };
    }
    at = lineEnd + 1;
  }
  return undefined;
}

/** Whether the first line that is neither empty nor a comment is a key. */
function beginsLikeMapping(source: string): boolean {
  for (let at = 0; at < source.length;) {
    const newline = source.indexOf("\n", at);
    const lineEnd = newline < 0 ? source.length : newline;
    const line = source.slice(at, Math.min(lineEnd, at + 200)).trim();
    if (line !== "" && !line.startsWith("#")) {
      return /^(?:[{?]|["']?[^\s:"'][^:]*:(?:\s|$))/.test(line);
    }
    at = lineEnd + 1;
  }
  return source.trim() === "";
}

/** Parses YAML to a plain mapping, or `null`. */
function readMapping(source: string): Record<string, unknown> | null {
  if (source.length > MAX_YAML_LENGTH || isTooDeep(source)) return null;
  try {
    const document = parseDocument(source, {
      logLevel: "silent",
      prettyErrors: false,
      uniqueKeys: false, // comparing all keys is quadratic
    });
    if (document.errors.length > 0) return null;
    const value: unknown = document.toJS({ maxAliasCount: 20 });
    const plain = plainValue(value, 0);
    return isMapping(plain) ? plain : null;
  } catch {
    return null; // an alias bomb or nesting beyond the stack: nothing that the page needs
  }
}

/** Whether brackets alone nest deeper than any sensible front matter. */
function isTooDeep(source: string): boolean {
  let depth = 0;
  for (const char of source) {
    if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keeps text, numbers, booleans, lists and mappings; drops keys that reach a prototype. */
function plainValue(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) {
    return value.map((item) => plainValue(item, depth + 1));
  }
  if (isMapping(value)) {
    if (!(Object.getPrototypeOf(value) === Object.prototype)) return null;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== "__proto__")
        .map(([key, item]) => [key, plainValue(item, depth + 1)]),
    );
  }
  return ["string", "number", "boolean"].includes(typeof value) ? value : null;
}
