/** Coloured code: classes only, because the content security policy forbids inline styles. @module */
import hljs from "highlight.js/lib/common";
import { escapeHtml } from "./plain_text.ts";

/** Longer code stays plain. */
const MAX_LENGTH = 50_000;

/**
 * A block of code as HTML.
 *
 * @param info the text behind the fence; its first word names the language.
 */
export function codeBlock(code: string, info: string): string {
  const language = /^[\w+#.-]{1,40}/.exec(info.trim())?.[0].toLowerCase();
  const body = code === "" ? "" : `${code.replace(/\n$/, "")}\n`;
  if (language === undefined) return wrap(escapeHtml(body), "");
  const isKnown = body.length <= MAX_LENGTH &&
    hljs.getLanguage(language) !== undefined;
  const html = isKnown
    ? hljs.highlight(body, { language, ignoreIllegals: true }).value
    : escapeHtml(body);
  return wrap(html, ` class="hljs language-${escapeHtml(language)}"`);
}

/** `tabindex`: wide code scrolls, and must scroll by keyboard too. */
function wrap(html: string, attributes: string): string {
  return `<pre tabindex="0"><code${attributes}>${html}</code></pre>\n`;
}
