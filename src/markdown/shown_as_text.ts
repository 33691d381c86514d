/** What is shown of a text that cannot be rendered. @module */
import { escapeHtml } from "./plain_text.ts";
import type { Rendered } from "./rendered.ts";

/** The text itself, escaped; `reason` completes "This page is shown as text, because …". */
export function showAsText(text: string, reason: string): Rendered {
  return {
    parts: [`<pre tabindex="0">${escapeHtml(text)}</pre>\n`],
    holes: [],
    headings: [],
    frontMatter: null,
    shownAsText: reason,
    usesScript: false,
  };
}
