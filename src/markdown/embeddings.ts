/**
 * Embeddings: `{{Name`, lines of options `|key=value`, a body of Markdown, `}}`.
 *
 * | name                    | shows                                                        |
 * | ----------------------- | ------------------------------------------------------------ |
 * | DataTable               | a table of the body or of a CSV file, with pages and search  |
 * | ImageFrame, Figure      | a picture, or anything, with a caption                       |
 * | InfoBox                 | names and values beside the text                             |
 * | Video                   | files of the wiki, or a video of YouTube                     |
 * | AttachmentList          | the page's attachments                                       |
 * | PageIndex               | a list of pages                                              |
 * | include                 | another page, or a section of it                             |
 *
 * Names do not mind case, spaces or dashes. Widths, sides and alignments become classes; everything else an option says is escaped.
 *
 * @module
 */
import type { MarkedExtension, Parser, Token, Tokens } from "marked";
import type { Draft } from "./draft.ts";
import { attachmentList, includedPage, pageIndex } from "./embedding_lists.ts";
import { dataTable } from "./embedding_table.ts";
import { videoPlayer } from "./embedding_video.ts";
import { type Embedding, EmbeddingError } from "./embedding.ts";
import {
  classes,
  type Options,
  sideClass,
  textClass,
  widthClass,
} from "./embedding_options.ts";
import { readDestination } from "./link_destination.ts";
import { lexInside } from "./lex_inside.ts";
import {
  BOX_OPTIONS,
  embeddingEnd,
  embeddingStart,
  FenceWatch,
  lineEnd,
  optionLine,
  unescapeOption,
} from "./own_blocks.ts";
import { escapeHtml } from "./plain_text.ts";

const EMBEDDINGS: Readonly<Record<string, (embedding: Embedding) => string>> = {
  datatable: dataTable,
  imageframe: imageFrame,
  infobox: infoBox,
  video: videoPlayer,
  attachmentlist: attachmentList,
  attachments: attachmentList,
  pageindex: pageIndex,
  figure,
  include: includedPage,
};

/** How deep embeddings may stand in each other, and how many without an end are looked at. */
const MAX_DEPTH = 4;
const MAX_FAILURES = 20;

/** Reads embeddings; an unknown one, and one that fails, says so in its place. */
export function embeddings(draft: Draft): MarkedExtension {
  let depth = 0;
  let failures = 0;
  return {
    extensions: [{
      name: "embedding",
      level: "block",
      tokenizer(source) {
        if (!/^ {0,3}\{\{/.test(source) || depth >= MAX_DEPTH) return undefined;
        if (failures > MAX_FAILURES) return undefined;
        const found = readEmbedding(source);
        if (found === undefined) {
          failures++;
          return undefined;
        }
        depth++;
        const isBox = found.name === "infobox";
        const rows = !isBox ? [] : found.options
          .filter(([key]) => !BOX_OPTIONS.has(key.toLowerCase()))
          .map(([key, value]) => ({
            key: key.replace(/^_/, ""),
            tokens: this.lexer.inline(value),
          }));
        const isMarkdown = !VERBATIM.has(found.name);
        const text = isMarkdown ? found.lines.join("\n") : "";
        const tokens = lexInside(this.lexer, text);
        depth--;
        return { type: "embedding", ...found, rows, tokens };
      },
      renderer(token) {
        return printEmbedding(draft, token as EmbeddingToken, this.parser);
      },
    }],
  };
}

/** Embeddings whose body is no Markdown. */
const VERBATIM = new Set(["video", "attachmentlist", "attachments", "include"]);

interface Written {
  readonly raw: string;
  readonly name: string;
  readonly shown: string;
  readonly options: (readonly [key: string, value: string])[];
  readonly lines: string[];
}

type EmbeddingToken = Tokens.Generic & Omit<Written, "raw"> & {
  readonly rows: readonly { key: string; tokens: Token[] }[];
};

/** The embedding that a text begins with; `undefined` where it does not end. */
function readEmbedding(source: string): Written | undefined {
  const first = lineEnd(source, 0);
  const start = embeddingStart(source.slice(0, first).trimStart());
  if (start === undefined) return undefined;
  const { name, shown } = start;
  const options = splitOptions(start.rest);
  const lines: string[] = [];
  const after = (at: number) => source.slice(0, Math.min(at, source.length));
  if (start.isWhole) {
    return { raw: after(first + 1), name, shown, options, lines };
  }
  const fences = new FenceWatch();
  let inner = 0;
  let isBody = false;
  for (let at = first + 1; at < source.length;) {
    const stop = lineEnd(source, at);
    const line = source.slice(at, stop);
    at = stop + 1;
    const mayBeOption = !isBody || VERBATIM.has(name);
    const option = mayBeOption ? optionLine(line) : undefined;
    if (option !== undefined) {
      options.push([option.key, unescapeOption(option.value)]);
      continue;
    }
    if (!isBody && line.trim() === "") continue;
    if (!fences.holds(line)) {
      const end = embeddingEnd(line);
      if (end !== undefined && inner-- === 0) {
        if (end.before.trim() !== "") lines.push(end.before.trimEnd());
        return { raw: after(at), name, shown, options, lines };
      }
      const opened = embeddingStart(line.trimStart());
      if (opened !== undefined && !opened.isWhole) inner++;
    }
    isBody = true;
    lines.push(line);
  }
  return undefined;
}

/** `|a=b|c=d` of the first line. */
function splitOptions(rest: string): [string, string][] {
  return rest.split(/(?<!\\)\|/).flatMap((piece) => {
    const option = optionLine(`|${piece}`);
    return option === undefined
      ? []
      : [[option.key, unescapeOption(option.value)]];
  });
}

function printEmbedding(
  draft: Draft,
  token: EmbeddingToken,
  parser: Parser,
): string {
  const { name, shown } = token;
  const print = Object.hasOwn(EMBEDDINGS, name) ? EMBEDDINGS[name] : undefined;
  if (print === undefined) return errorBox(`Unknown embedding: ${shown}`);
  try {
    return print({
      draft,
      options: new Map(
        token.options.map(([key, value]) => [key.toLowerCase(), value]),
      ),
      body: parser.parse(token.tokens ?? []),
      lines: token.lines,
      rows: token.rows.map(({ key, tokens }) => ({
        key,
        html: parser.parseInline(tokens),
      })),
    });
  } catch (error) {
    if (error instanceof RangeError) throw error; // nested too deeply: the page is shown as text
    const reason = error instanceof EmbeddingError
      ? error.message
      : "it cannot be shown";
    return errorBox(`${shown}: ${reason}`);
  }
}

/** What is shown in place of an embedding. */
function errorBox(message: string): string {
  return `<p class="embedding-error">${escapeHtml(message)}</p>\n`;
}

function captionOf(options: Options, element: "figcaption" | "p"): string {
  const caption = options.get("caption")?.trim() ?? "";
  if (caption === "") return "";
  const mark = element === "p" ? ' class="embedding-caption"' : "";
  return `<${element}${mark}>${escapeHtml(caption)}</${element}>\n`;
}

function figure({ options, body }: Embedding): string {
  const names = classes(
    "figure",
    sideClass(options, "center"),
    widthClass(options),
    textClass(options),
  );
  return `<figure class="${names}">\n${body}${
    captionOf(options, "figcaption")
  }</figure>\n`;
}

function imageFrame({ draft, options, body }: Embedding): string {
  const names = classes(
    "image-frame",
    sideClass(options, "right"),
    widthClass(options, "30%"),
    textClass(options),
  );
  const picture = framedPicture(draft, options);
  return `<figure class="${names}">\n${picture}${body}${
    captionOf(options, "figcaption")
  }</figure>\n`;
}

/** The picture of the option `src`, as a link that opens it in a new tab. */
function framedPicture(draft: Draft, options: Options): string {
  const src = options.get("src")?.trim() ?? "";
  if (src === "") return "";
  const place = readDestination(src);
  const isOutside = place.kind === "outside" && /^https?:/i.test(place.url);
  if (!isOutside && place.kind !== "inside") {
    throw new EmbeddingError(`"${src}" is not an address of a picture`);
  }
  const address = escapeHtml(src);
  const alt = options.get("alt") ?? options.get("caption") ??
    src.replace(/^.*\//, "");
  const note = place.kind === "inside"
    ? `<span>${
      draft.addContent({ kind: "missing_file", target: place.target })
    }</span>`
    : "";
  return `<a href="${address}" target="${draft.mark}"><img src="${address}" alt="${
    escapeHtml(alt)
  }"></a>${note}\n`;
}

function infoBox({ options, body, rows }: Embedding): string {
  const names = classes(
    "info-box",
    sideClass(options, "right"),
    widthClass(options, "35%"),
    textClass(options),
  );
  const written = rows.map(({ key, html }) =>
    `<tr><th scope="row">${escapeHtml(key)}</th><td>${html}</td></tr>\n`
  ).join("");
  const last = body.trim() === ""
    ? ""
    : `<tr><td colspan="2">\n${body}</td></tr>\n`;
  const table = written + last === ""
    ? ""
    : `<table><tbody>\n${written}${last}</tbody></table>\n`;
  return `<div class="${names}">\n${captionOf(options, "p")}${table}</div>\n`;
}
