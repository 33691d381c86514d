/** The attachments of a page as a table or a list within the page. @module */
import type { ContentHole } from "../markdown/rendered.ts";
import type { ReadableWiki } from "./access.ts";
import { type Attachment, lastChanges } from "./attachments.ts";
import { attachmentOf } from "./attachments.ts";
import { fitsGlob } from "./glob.ts";
import { escapeHtml } from "./hole_addresses.ts";
import { sizeText } from "./size_text.ts";

/** More are not listed within a page. */
const MAX_LISTED = 200;

/** Those of the page `path` whose names fit the filter, or that there are none. */
export function attachmentTable(
  wiki: ReadableWiki,
  path: string,
  { filter, format }: Extract<ContentHole, { kind: "attachments" }>,
): string {
  const files = wiki.index.files.listIn(path, { isPage: false, limit: 1_000 })
    .map((row) => attachmentOf(wiki, row))
    .filter(({ name }) =>
      !name.startsWith(".") && (filter === "" || fitsGlob(name, filter))
    )
    .slice(0, MAX_LISTED);
  if (files.length === 0) return "<p>No attachments</p>";
  if (format === "minimal") {
    const items = files.map((file) => `<li>${linkTo(file)}</li>`).join("\n");
    return `<ul>\n${items}</ul>`;
  }
  const changes = format === "full" ? lastChanges(wiki, files) : null;
  const rows = files.map((file) => {
    const change = changes?.get(file.revision);
    const more = changes === null
      ? ""
      : `<td>${escapeHtml(change?.author.name ?? "")}</td><td>${
        escapeHtml(change?.at.slice(0, 10) ?? "")
      }</td>`;
    return `<tr><td>${linkTo(file)}</td><td class="number">${
      sizeText(file.sizeBytes)
    }</td>${more}</tr>`;
  }).join("\n");
  const names = ["File", "Size", ...(changes === null ? [] : ["By", "Date"])];
  const head = names.map((name) => `<th scope="col">${name}</th>`).join("");
  return `<div class="table-scroll" tabindex="0" role="group" aria-label="Attachments"><table><thead><tr>${head}</tr></thead><tbody>\n${rows}</tbody></table></div>`;
}

function linkTo({ url, name }: Attachment): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(name)}</a>`;
}
