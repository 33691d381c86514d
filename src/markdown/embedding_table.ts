/** The embedding DataTable: a Markdown table or a CSV file, with pages, search and sorting where scripts run. @module */
import { type Embedding, EmbeddingError } from "./embedding.ts";
import { isOn, type Options } from "./embedding_options.ts";
import { readDestination } from "./link_destination.ts";
import { escapeHtml } from "./plain_text.ts";
import type { CsvOptions } from "./rendered.ts";

const MAX_PER_PAGE = 1_000;
const MAX_COLUMNS = 200;

/** A plain table without scripts; `static/page.js` reads the two attributes. */
export function dataTable({ draft, options, body }: Embedding): string {
  draft.usesScript = true;
  const src = options.get("src")?.trim() ?? "";
  const table = src === "" ? body : draft.addContent({
    kind: "csv",
    target: targetOf(src),
    options: csvOptions(options),
  });
  const features = ["paging", "searchable", "sortable"]
    .filter((name) => isOn(options, name, { otherwise: true }))
    .join(" ");
  const isFixed = isOn(options, "fixedheight", { otherwise: false });
  const caption = options.get("caption")?.trim() ?? "";
  return `<figure class="data-table${
    isFixed ? " fixed-height" : ""
  }" data-features="${features}" data-per-page="${perPage(options)}">\n${
    caption === "" ? "" : `<figcaption>${escapeHtml(caption)}</figcaption>\n`
  }${table}</figure>\n`;
}

function perPage(options: Options): number {
  const wanted = Number(options.get("perpage") ?? 25);
  return Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_PER_PAGE
    ? wanted
    : 25;
}

function targetOf(src: string): string {
  const place = readDestination(src);
  if (place.kind === "outside" || place.kind === "nowhere") {
    throw new EmbeddingError(`"${src}" is not a file of this wiki`);
  }
  if (place.kind !== "inside") throw new EmbeddingError("no file is named");
  return place.target;
}

function csvOptions(options: Options): CsvOptions {
  const columns = list(options.get("columns"));
  const fromZero = list(options.get("column0"));
  return {
    delimiter: character(options.get("delimiter"), ";"),
    quote: character(options.get("quotechar"), '"'),
    hasHeader: isOn(options, "header", { otherwise: true }),
    columns: columns?.map((name) => numbered(name, 1)) ??
      fromZero?.map((name) => numbered(name, 0)) ?? null,
    headers: list(options.get("headers")),
  };
}

/** One character; `\t` and `tab` name the tab. */
function character(value: string | undefined, otherwise: string): string {
  if (value === undefined) return otherwise;
  const text = value.replace(/^(["'])(.)\1$/, "$2");
  if (/^(?:\\?t|tab)$/i.test(text)) return "\t";
  return text.length === 1 ? text : otherwise;
}

function list(value: string | undefined): string[] | null {
  if (value === undefined || value.trim() === "") return null;
  return value.replace(/^\s*\[|\]\s*$/g, "").split(",").slice(0, MAX_COLUMNS)
    .map((name) => name.trim().replace(/^(["'])(.*)\1$/, "$2"));
}

function numbered(name: string, first: number): string | number {
  return /^\d{1,4}$/.test(name) ? Number(name) - first : name;
}
