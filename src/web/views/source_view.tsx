/**
 * The Markdown of a page as it stands.
 *
 * @module
 */
import { sanitised } from "../../http/views/document.tsx";
import { NoticeBox } from "../../http/views/form_parts.tsx";
import { actionUrl, displayName } from "../../wiki/page_path.ts";
import type { Page } from "../../wiki/pages.ts";
import { shortRevision } from "./change_line.tsx";
import { escapeText } from "../../http/views/escape_html.ts";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** Most lines that get a number and an address each; a page of a million empty lines is shown whole, but plain. */
const MAX_LINES = 20_000;

/** The text of a page, each line with an address (`#L12`). */
export function SourceView(props: { layout: Layout; page: Page }) {
  const { page } = props;
  const name = displayName(page.path);
  return (
    <WikiLayout {...props.layout} title={`Source: ${name}`} width="wide">
      <div class="title-bar">
        <h1>Source: {name}</h1>
        <p class="muted">
          Revision <span class="revision">{shortRevision(page.revision)}</span>,
          {" "}
          {String(page.sizeBytes)} bytes ·{" "}
          <a href={actionUrl("source", page.path, rawQuery(page))}>
            Plain text
          </a>
        </p>
      </div>
      {page.isText
        ? <SourceText text={page.text} />
        : (
          <NoticeBox kind="warning">
            <p>This file is not UTF-8 text, so it cannot be shown.</p>
          </NoticeBox>
        )}
    </WikiLayout>
  );
}

/** Keeps the revision in the address of the plain text. */
function rawQuery(page: Page): Record<string, string> {
  return { raw: "1", revision: page.revision };
}

/** Numbered lines, or the text as it is where there are too many. */
function SourceText(props: { text: string }) {
  const lines = linesOf(props.text);
  if (lines.length > MAX_LINES) {
    return <pre class="plain">{props.text}</pre>;
  }
  return <pre class="source">{sanitised(numberedLines(lines, 1))}</pre>;
}

/** The lines of a text; the line break at its end begins none. */
function linesOf(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** One element a line; the stylesheet counts. */
function numberedLines(lines: readonly string[], first: number): string {
  return lines
    .map((line, i) => `<span id="L${first + i}">${escapeText(line)}</span>`)
    .join("");
}
