/**
 * The wiki's Markdown: what is added to GFM, one extension of the parser each. A further construct is one more function in
 * {@linkcode dialect}. Those that a text cannot hold, because it lacks their sign, are left out: each costs a little at every token.
 *
 * @module
 */
import { Marked, type MarkedExtension, type Tokens } from "marked";
import { abbreviations } from "./abbreviations.ts";
import { alerts } from "./alerts.ts";
import { tableCells } from "./block_starts.ts";
import type { Draft } from "./draft.ts";
import { embeddings } from "./embeddings.ts";
import { footnotes } from "./footnotes.ts";
import { hiddenBlocks } from "./hidden_blocks.ts";
import { codeBlock, diagramBlock } from "./highlight.ts";
import { scanHtml } from "./html_scan.ts";
import { WIKI_LINK } from "./inline_links.ts";
import { inlineStarts } from "./inline_starts.ts";
import { interruptions } from "./interruptions.ts";
import { marks } from "./marks.ts";
import { math, mathFence } from "./math.ts";
import { pageEmbeds } from "./page_embeds.ts";
import { panels } from "./panels.ts";
import { escapeHtml, plainText } from "./plain_text.ts";
import { parseWikiLink } from "./wiki_links.ts";

/** A parser for one page with this text. */
export function dialect(draft: Draft, text: string): Marked {
  const has = (sign: string) => text.includes(sign);
  const when = (isUsed: boolean, make: () => MarkedExtension) =>
    isUsed ? [make()] : [];
  const hasOwnBlocks = OWN_SIGNS.some(has);
  return new Marked(
    { gfm: true },
    wikiLinks(draft),
    ...when(has("![["), () => pageEmbeds(draft)),
    footnotes(draft),
    ...when(has("*["), () => abbreviations(draft)),
    alerts(),
    ...when(has(">!") || has(">|"), hiddenBlocks),
    ...when(has(":::"), panels),
    ...when(has("{{"), () => embeddings(draft)),
    headings(draft),
    tables(draft),
    tasks(),
    images(),
    rawHtml(),
    code(draft),
    ...when(has("$"), () => math(draft)),
    ...when(has("=="), marks),
    ...when(hasOwnBlocks, interruptions),
    ...when(has("$") || has("=="), () => inlineStarts(/==|\$/)),
  );
}

/** What only a text with blocks of our own holds. */
const OWN_SIGNS = [":::", "{{", "![[", "*[", ">!", ">|", "$$"];

function code(draft: Draft): MarkedExtension {
  return {
    renderer: {
      code({ text, lang = "" }) {
        const language = /^\w+/.exec(lang.trim())?.[0].toLowerCase();
        if (language === "math") return mathFence(draft, text);
        draft.usesScript = true;
        return language === "mermaid"
          ? diagramBlock(text)
          : codeBlock(text, lang);
      },
    },
  };
}

function wikiLinks(draft: Draft): MarkedExtension {
  return {
    extensions: [{
      name: "wiki_link",
      level: "inline",
      tokenizer(source) {
        WIKI_LINK.lastIndex = 0;
        const match = WIKI_LINK.exec(source);
        const link = match && parseWikiLink(match[1]!, draft.style);
        if (!link) return undefined;
        // Links hold no links: tells the parser to give up the link around this one.
        Object.assign(this.lexer.state, { linkEmitted: true });
        return { type: "wiki_link", raw: match[0], ...link };
      },
      renderer(token) {
        const { target, fragment, text } = token as Tokens.Generic;
        const hole = {
          kind: "link",
          target,
          fragment,
          isWikiLink: true,
        } as const;
        const address = draft.addSlot(
          target === ""
            ? { kind: "heading", fragment }
            : { kind: "hole", hole },
        );
        return `<a href="${address}">${escapeHtml(text)}</a>`;
      },
    }],
  };
}

function headings(draft: Draft): MarkedExtension {
  return {
    renderer: {
      heading(token) {
        const { tokens, depth } = token;
        const text = plainText(tokens).trim();
        const id = draft.headingId(text);
        const own = draft.ownId(id);
        const line = draft.sectionLines.get(token);
        draft.headings.push({
          ...{ level: depth, id, text },
          ...(line !== undefined && { line }),
        });
        const isEmbedded = draft.options.idPrefix !== undefined;
        const anchor = isEmbedded
          ? ""
          : `<a href="#${
            encodeURIComponent(id)
          }" class="anchor" aria-hidden="true" tabindex="-1"></a>`;
        return `<h${depth} id="${own}">${
          this.parser.parseInline(tokens)
        }${anchor}</h${depth}>\n${
          line === undefined || isEmbedded ? "" : pencil(draft, id, text)
        }`;
      },
    },
  };
}

/** The link that opens a section in the editor; the page's title has none, because the whole page is its section. */
function pencil(draft: Draft, id: string, text: string): string {
  const isTitle = draft.headings.length === 1 && draft.headings[0]!.level === 1;
  if (isTitle || draft.options.marksLines) return "";
  const address = draft.addSlot({
    kind: "hole",
    hole: { kind: "section", id },
  });
  return `<a href="${address}" class="edit-section" aria-label="${
    escapeHtml(`Edit section ${text}`)
  }" title="Edit section"></a>\n`;
}

/** Tables stand in a box of their own that scrolls, on a phone and by keyboard. */
function tables(draft: Draft): MarkedExtension {
  return {
    tokenizer: {
      table(source) {
        return hasRoom(draft, source) ? false : undefined;
      },
    },
    renderer: {
      table(token) {
        const row = (cells: Tokens.TableCell[]) =>
          this.tablerow({
            text: cells.map((cell) => this.tablecell(cell)).join(""),
          });
        const body = token.rows.map(row).join("");
        draft.tables++;
        return `<div class="table-scroll" tabindex="0" role="group" aria-label="Table ${draft.tables}"><table>\n` +
          `<thead>\n${row(token.header)}</thead>\n${
            body === "" ? "" : `<tbody>${body}</tbody>\n`
          }</table></div>\n`;
      },
    },
  };
}

/**
 * Whether a table (if the text begins with one) has a sensible number of cells. Rows are filled up to the width of the head, so
 * that 500 KB could ask for billions.
 */
function hasRoom(draft: Draft, source: string): boolean {
  const second = source.indexOf("\n") + 1;
  if (second === 0 || !/^ {0,3}[|:-]/.test(source.slice(second, second + 4))) {
    return true;
  }
  const columns = tableCells(source.slice(0, second - 1)).length;
  const room = draft.cellsLeft / Math.max(columns, 1);
  let rows = 0;
  for (let at = second; at > 0 && at < source.length && rows <= room; rows++) {
    if (source[at] === "\n") break;
    at = source.indexOf("\n", at) + 1;
  }
  if (rows > room) return false;
  draft.cellsLeft -= rows * columns;
  return true;
}

function tasks(): MarkedExtension {
  return {
    renderer: {
      listitem(item) {
        const attributes = item.task ? ' class="task-list-item"' : "";
        return `<li${attributes}>${this.parser.parse(item.tokens)}</li>\n`;
      },
      checkbox({ checked }) {
        return `<input type="checkbox" disabled="" aria-label="${
          checked ? "done" : "to do"
        }"${checked ? ' checked=""' : ""}> `;
      },
    },
  };
}

/** Alternative texts are plain: a wikilink in one is text. A link needs a name: that of the picture, else of its file. */
function images(): MarkedExtension {
  return {
    renderer: {
      link({ tokens }) {
        const [picture] = tokens;
        const isUnnamed = tokens.length === 1 && picture?.type === "image" &&
          plainText(picture.tokens).trim() === "";
        if (isUnnamed) {
          const text = fileNameOf(picture.href);
          picture.tokens = [{ type: "text", raw: text, text, escaped: false }];
        }
        return false; // the rest is as usual
      },
      image({ href, title, tokens }) {
        const name = title ? ` title="${escapeAttribute(title)}"` : "";
        return `<img src="${escapeAttribute(href)}" alt="${
          escapeHtml(plainText(tokens))
        }"${name}>`;
      },
    },
  };
}

/** The last part of an address, as people write it. */
function fileNameOf(href: string): string {
  const name = href.replace(/[?#].*$/s, "").replace(/^.*\//s, "");
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Escapes what could end an attribute; entities that the writer gave stay entities. */
function escapeAttribute(text: string): string {
  return text.replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(
    ">",
    "&gt;",
  );
}

/** Raw HTML that would swallow the rest of the page is shown as text. */
function rawHtml(): MarkedExtension {
  return {
    renderer: {
      html({ text }) {
        return scanHtml(text).isOpen ? escapeHtml(text) : text;
      },
    },
  };
}
