/** Coloured code: classes only, because the content security policy forbids inline styles. @module */
import hljs from "highlight.js/lib/common";
import { escapeHtml } from "./plain_text.ts";

/** Longer code stays plain. */
const MAX_LENGTH = 50_000;

/**
 * A block of code as HTML. A language that is not known is named above its code.
 *
 * @param info the text behind the fence; its first word names the language. A `=` behind it (`python=`, `python=10`) asks for
 * line numbers, from 1 or from that number.
 */
export function codeBlock(code: string, info: string): string {
  const match = /^([\w+#.-]{0,40})(=\d{0,6})?(?=\s|$|\W)/.exec(info.trim());
  const language = match?.[1]?.toLowerCase() ?? "";
  const body = code === "" ? "" : `${code.replace(/\n$/, "")}\n`;
  const first = match?.[2] === undefined
    ? null
    : Number(match[2].slice(1) || "1");
  if (language === "") return wrap(escapeHtml(body), { body, first });
  const isKnown = hljs.getLanguage(language) !== undefined;
  const html = isKnown && body.length <= MAX_LENGTH
    ? hljs.highlight(body, { language, ignoreIllegals: true }).value
    : escapeHtml(body);
  return wrap(html, { body, first, language, isKnown });
}

/** A diagram's source, which can be read where no script draws it. */
export function diagramBlock(code: string): string {
  return `<pre class="mermaid" tabindex="0">${
    escapeHtml(code.replace(/\n$/, ""))
  }\n</pre>\n`;
}

/** `tabindex`: wide code scrolls, and must scroll by keyboard too. */
function wrap(
  html: string,
  code: {
    body: string;
    first: number | null;
    language?: string;
    isKnown?: boolean;
  },
): string {
  const { body, first, language, isKnown = true } = code;
  const name = language === undefined ? "" : escapeHtml(language);
  const attributes = name === "" ? "" : ` class="hljs language-${name}"`;
  const label = isKnown ? "" : `<p class="code-language">${name}</p>\n`;
  const [open, numbers] = first === null
    ? ["<pre", ""]
    : ['<pre class="numbered"', lineNumbers(body, first)];
  return `${label}${open} tabindex="0">${numbers}<code${attributes}>${html}</code></pre>\n`;
}

function lineNumbers(body: string, first: number): string {
  const count = body.split("\n").length - 1;
  const numbers = Array.from({ length: count }, (_, line) => first + line);
  return `<span class="line-numbers" aria-hidden="true">${
    numbers.join("\n")
  }\n</span>`;
}
