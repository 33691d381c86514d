/**
 * A page's Markdown at the page's own address, for programs that ask for it.
 *
 * @module
 */
import { isAmong } from "../http/conditional.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import { pageFile, pageUrl } from "../wiki/page_path.ts";
import { readPage } from "../wiki/pages.ts";
import { sendText } from "./files.ts";
import type { WebContext } from "./screen.ts";

const MARKDOWN = "text/markdown";

/**
 * Whether Markdown is wanted at least as much as HTML. Browsers name no Markdown, and are told apart by one look.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1}
 */
export function wantsMarkdown(accept: string | undefined): boolean {
  if (accept === undefined || !accept.includes(MARKDOWN)) return false;
  const weights = new Map<string, number>();
  for (const range of accept.toLowerCase().slice(0, 1_000).split(",")) {
    const [type = "", ...parameters] = range.split(";").map((s) => s.trim());
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    weights.set(type, q === undefined ? 1 : Number(q.slice(2)) || 0);
  }
  const markdown = weights.get(MARKDOWN) ?? 0;
  return markdown > 0 && markdown >= (weights.get("text/html") ?? 0);
}

/** Sends a page's Markdown. Its tag is its own: a copy of the HTML is no copy of this. */
export function sendPageMarkdown(
  c: WebContext,
  wiki: ReadableWiki,
  path: string,
): Response {
  const page = readPage(wiki, path);
  const tag = `"${page.blob}-md"`;
  c.header("ETag", tag);
  c.header("Cache-Control", "private, no-cache");
  c.header("Content-Location", pageUrl(pageFile(path)));
  return isAmong(tag, c.req.header("if-none-match"))
    ? c.body(null, 304)
    : sendText(c, wiki, page, MARKDOWN);
}
