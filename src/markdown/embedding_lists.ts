/** Embeddings that list what the wiki holds, or show a page of it: holes, which are filled when the page is shown. @module */
import { type Embedding, EmbeddingError } from "./embedding.ts";
import { isOn } from "./embedding_options.ts";
import { pageHole } from "./page_embeds.ts";
import { escapeHtml } from "./plain_text.ts";
import { parseWikiLink } from "./wiki_links.ts";

const MAX_GLOB_LENGTH = 200;

/** `{{AttachmentList |filter=*.txt |format=full|details|minimal}}`. */
export function attachmentList({ draft, options }: Embedding): string {
  const filter = options.get("filter")?.trim() ?? "";
  if (filter.length > MAX_GLOB_LENGTH) {
    throw new EmbeddingError("the filter is too long");
  }
  const wanted = options.get("format")?.trim().toLowerCase();
  const format = wanted === "details" || wanted === "minimal" ? wanted : "full";
  const caption = options.get("caption")?.trim() ?? "";
  return `<div class="attachment-list">\n${
    caption === ""
      ? ""
      : `<p class="embedding-caption">${escapeHtml(caption)}</p>\n`
  }${draft.addContent({ kind: "attachments", filter, format })}</div>\n`;
}

/** `{{PageIndex |src=Actors/* |style=pageindex|list}}`. */
export function pageIndex({ draft, options }: Embedding): string {
  const source = (options.get("src") ?? "").trim().replace(/^\/+/, "");
  if (source.length > MAX_GLOB_LENGTH) {
    throw new EmbeddingError("the pattern is too long");
  }
  const style = options.get("style")?.trim().toLowerCase() === "list"
    ? "list"
    : "index";
  const hole = draft.addContent({ kind: "page_index", source, style });
  if (!isOn(options, "toggle", { otherwise: false })) {
    return `<div class="page-index">${hole}</div>\n`;
  }
  return `<details class="page-index"><summary>Pages</summary>${hole}</details>\n`;
}

/** `{{include |src=Page#Heading |children=true |heading=true}}`. */
export function includedPage({ draft, options, lines }: Embedding): string {
  const written = options.get("src") ?? options.get("page") ?? lines[0] ?? "";
  const link = parseWikiLink(
    written.trim().replace(/^\[\[|\]\]$/g, ""),
    draft.style,
  );
  if (link === undefined || link.target === "") {
    throw new EmbeddingError("no page is named; say |src=Page");
  }
  const section = options.get("section") ?? options.get("anchor") ?? "";
  return pageHole(draft, {
    target: link.target,
    fragment: link.fragment || section.trim().replace(/^#/, ""),
    showsHeading: isOn(options, "heading", { otherwise: true }),
    showsChildren: isOn(options, "children", { otherwise: true }),
  });
}
