/** A CSV file of the wiki as an HTML table. @module */
import type { CsvOptions } from "../markdown/rendered.ts";
import type { ReadableWiki } from "./access.ts";
import { parseCsv } from "./csv_text.ts";
import { escapeHtml } from "./hole_addresses.ts";
import { lastSegment } from "./page_path.ts";
import { decodeText } from "./page_text.ts";

/** A larger file, or more cells, is no table that somebody reads; reading it would hold up the others. */
const MAX_BYTES = 1_000_000;
const MAX_CELLS = 50_000;

/** The table, or why there is none; `path` is that of a file that exists. */
export function csvTable(
  wiki: ReadableWiki,
  path: string,
  options: CsvOptions,
): string {
  const name = escapeHtml(lastSegment(path));
  const row = wiki.index.files.find(path);
  if (row === undefined) return embeddingProblem(`Cannot find file "${name}"`);
  if (row.size > MAX_BYTES) {
    return embeddingProblem(`"${name}" is too large for a table`);
  }
  const text = decodeText(wiki.repo.readBlob(row.oid));
  if (text === undefined) {
    return embeddingProblem(`"${name}" is not UTF-8 text`);
  }
  const { rows, isCut } = parseCsv(text.replace(/^\ufeff/, ""), {
    delimiter: options.delimiter,
    quote: options.quote,
    maxCells: MAX_CELLS,
  });
  const [first = []] = rows;
  if (first.length === 0) return embeddingProblem(`"${name}" is empty`);
  const columns = chosenColumns(first, options);
  if (columns.length === 0) {
    return embeddingProblem(`"${name}" has none of these columns`);
  }
  // A wide first row and many short ones, or a column asked for again and again, would be far more cells than the file has.
  const shown = rows.slice(0, Math.ceil(MAX_CELLS / columns.length));
  const table = tableHtml(shown, { columns, options, label: name });
  return isCut || shown.length < rows.length
    ? `${table}${embeddingProblem(`Only the beginning of "${name}" is shown`)}`
    : table;
}

/** Says within a page why something is not shown; `html` is escaped. */
export function embeddingProblem(html: string): string {
  return `<p class="embedding-error">${html}</p>`;
}

/** Indexes of the columns that are shown. */
function chosenColumns(
  first: readonly string[],
  { columns, hasHeader }: CsvOptions,
): number[] {
  if (columns === null) return first.map((_, index) => index);
  const wanted = columns
    .map((column) =>
      typeof column === "number"
        ? column
        : hasHeader
        ? first.findIndex((name) => name.trim() === column)
        : -1
    )
    .filter((index) => index >= 0 && index < first.length);
  return [...new Set(wanted)];
}

function tableHtml(
  rows: readonly string[][],
  { columns, options, label }: {
    columns: readonly number[];
    options: CsvOptions;
    label: string;
  },
): string {
  const { hasHeader, headers } = options;
  const names = headers ?? (hasHeader ? rows[0]! : null);
  const head = names === null
    ? ""
    : `<thead><tr>${
      columns.map((column, place) => {
        const name = headers === null ? names[column] : names[place];
        return `<th scope="col">${escapeHtml(name ?? "")}</th>`;
      }).join("")
    }</tr></thead>`;
  const body = rows.slice(hasHeader ? 1 : 0).map((row) =>
    `<tr>${
      columns.map((column) => `<td>${escapeHtml(row[column] ?? "")}</td>`)
        .join("")
    }</tr>`
  ).join("\n");
  return `<div class="table-scroll" tabindex="0" role="group" aria-label="Table of ${label}"><table>${head}<tbody>\n${body}</tbody></table></div>`;
}
