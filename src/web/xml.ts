/** Text for XML documents that machines read: feeds and the sitemap. @module */
import { escapeHtml } from "../http/views/escape_html.ts";

/**
 * Text between tags or in an attribute in double quotes. Characters that no XML document may hold are left out.
 *
 * @see {@link https://www.w3.org/TR/xml/#charsets}
 */
export function xmlText(text: string): string {
  const allowed = text.toWellFormed()
    // deno-lint-ignore no-control-regex
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "");
  return escapeHtml(allowed);
}
