/**
 * Reads raw HTML in a page as a browser's tokenizer would, just far enough to know which links and images it holds and whether it
 * leaves something open that would swallow the text after it (a comment, a quote, a `<textarea>`). One pass, never backwards.
 *
 * @see {@link https://html.spec.whatwg.org/multipage/parsing.html#tokenization}
 * @module
 */

/** An `<a href>`, or the `src` of an image, a video or a sound, in raw HTML. */
export interface HtmlLink {
  readonly kind: "link" | "embed";
  /** The attribute's value as written, entities not decoded. */
  readonly address: string;
  /** Offsets of the tag. */
  readonly start: number;
  readonly end: number;
}

/** What raw HTML holds. */
export interface HtmlScan {
  readonly links: readonly HtmlLink[];
  /** The HTML ends inside a comment, a tag or an element whose text is not HTML: it must be shown as text. */
  readonly isOpen: boolean;
}

/** Elements whose contents the sanitiser drops with them. */
export const SWALLOWED_ELEMENTS: readonly string[] = [
  "script",
  "style",
  "textarea",
  "title",
  "xmp",
  "iframe",
  "noembed",
  "noframes",
  "noscript",
  "option",
  "template",
  "plaintext",
];

/** Which attribute holds the address of an element. */
const ADDRESSES: ReadonlyMap<string, string> = new Map([
  ["a", "href"],
  ["img", "src"],
  ["video", "src"],
  ["audio", "src"],
  ["source", "src"],
]);

const SWALLOWED = new Set(SWALLOWED_ELEMENTS);
const OPEN: HtmlScan = { links: [], isOpen: true };

/** Scans `text` from `start` to `end`. */
export function scanHtml(
  text: string,
  start = 0,
  end = text.length,
): HtmlScan {
  const links: HtmlLink[] = [];
  let at = text.indexOf("<", start);
  while (at >= 0 && at < end) {
    const next = skipMarkup(text, at, end, links);
    if (next < 0) return OPEN;
    at = text.indexOf("<", next);
  }
  return { links, isOpen: false };
}

/** Behind the markup that begins at `at`, or -1 where it does not end. */
function skipMarkup(
  text: string,
  at: number,
  end: number,
  links: HtmlLink[],
): number {
  if (text.startsWith("<!--", at)) return skipComment(text, at + 4, end);
  const char = text[at + 1] ?? "";
  if (char === "!" || char === "?") return within(text.indexOf(">", at), end);
  if (char === "/") {
    if (!/[a-z]/i.test(text[at + 2] ?? "")) {
      return text[at + 2] === undefined
        ? at + 2
        : within(text.indexOf(">", at), end);
    }
    return readTag(text, at + 2, end)?.end ?? -1;
  }
  if (!/[a-z]/i.test(char)) return at + 1;
  const tag = readTag(text, at + 1, end);
  if (tag === undefined) return -1;
  if (tag.address !== null) {
    const kind = tag.name === "a" ? "link" : "embed";
    links.push({ kind, address: tag.address, start: at, end: tag.end });
  }
  return SWALLOWED.has(tag.name)
    ? skipElement(text, tag.name, tag.end, end)
    : tag.end;
}

/** Behind the character found, or -1. */
function within(found: number, end: number): number {
  return found < 0 || found >= end ? -1 : found + 1;
}

function skipComment(text: string, from: number, end: number): number {
  if (text.startsWith(">", from)) return from + 1;
  if (text.startsWith("->", from)) return from + 2;
  const close = text.indexOf("-->", from);
  return close < 0 || close + 3 > end ? -1 : close + 3;
}

/** Behind the end tag of an element whose text is not HTML. */
function skipElement(
  text: string,
  name: string,
  from: number,
  end: number,
): number {
  let at = from;
  while ((at = text.indexOf("</", at)) >= 0 && at < end) {
    const afterName = at + 2 + name.length;
    if (
      text.slice(at + 2, afterName).toLowerCase() === name &&
      /[\s/>]/.test(text[afterName] ?? "")
    ) return readTag(text, at + 2, end)?.end ?? -1;
    at += 2;
  }
  return -1;
}

interface Tag {
  readonly name: string;
  /** Value of the first attribute in {@linkcode ADDRESSES}. */
  readonly address: string | null;
  readonly end: number;
}

/** Reads a tag from its name on; `undefined` where it does not end. */
function readTag(text: string, start: number, end: number): Tag | undefined {
  let at = start;
  while (at < end && !/[\s/>]/.test(text[at]!)) at++;
  const name = text.slice(start, at).toLowerCase();
  const wanted = ADDRESSES.get(name);
  let address: string | null = null;
  while (at < end) {
    const char = text[at]!;
    if (char === ">") return { name, address, end: at + 1 };
    if (/[\s/]/.test(char)) {
      at++;
      continue;
    }
    const attribute = readAttribute(text, at, end);
    if (attribute === undefined) return undefined;
    if (address === null && attribute.name === wanted) {
      address = attribute.value;
    }
    at = attribute.end;
  }
  return undefined;
}

/** Reads `name`, `name=value`, `name="value"` or `name='value'`. */
function readAttribute(
  text: string,
  start: number,
  end: number,
): { name: string; value: string; end: number } | undefined {
  let at = start + 1; // a leading `=` belongs to the name
  while (at < end && !/[\s/>=]/.test(text[at]!)) at++;
  const name = text.slice(start, at).toLowerCase();
  let equals = at;
  while (equals < end && /\s/.test(text[equals]!)) equals++;
  if (text[equals] !== "=" || equals >= end) {
    return { name, value: "", end: at };
  }
  at = equals + 1;
  while (at < end && /\s/.test(text[at]!)) at++;
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, at + 1);
    if (close < 0 || close >= end) return undefined;
    return { name, value: text.slice(at + 1, close), end: close + 1 };
  }
  const from = at;
  while (at < end && !/[\s>]/.test(text[at]!)) at++;
  return { name, value: text.slice(from, at), end: at };
}
