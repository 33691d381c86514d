/**
 * The Markdown of a page: as it stands, and line by line with who wrote it.
 *
 * @module
 */
import { sanitised } from "../../http/views/document.tsx";
import { NoticeBox, TimeOf } from "../../http/views/form_parts.tsx";
import type { BlameRun } from "../../wiki/history.ts";
import { actionUrl, displayName } from "../../wiki/page_path.ts";
import type { Page } from "../../wiki/pages.ts";
import {
  AgentBadge,
  authorOf,
  shortRevision,
  subjectOf,
} from "./change_line.tsx";
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

/** Who wrote each line of a page. */
export function BlameView(
  props: { layout: Layout; path: string; runs: readonly BlameRun[] },
) {
  const name = displayName(props.path);
  const runs = props.runs.slice(0, MAX_RUNS);
  const isCut = runs.length < props.runs.length;
  return (
    <WikiLayout {...props.layout} title={`Blame: ${name}`} width="wide">
      <div class="title-bar">
        <h1>Blame: {name}</h1>
        <p class="muted">Who wrote each line, and in which change.</p>
      </div>
      {runs.length === 0 ? <p class="muted">The page is empty.</p> : null}
      <ol class="blame">
        {runs.map((run) => (
          <li>
            <BlameWho run={run} path={props.path} />
            <pre class="plain">{blameText(run)}</pre>
          </li>
        ))}
      </ol>
      {isCut ? <p class="muted">The rest is too long to be shown.</p> : null}
    </WikiLayout>
  );
}

/** Most runs of lines that are drawn, each with its change. */
const MAX_RUNS = 2000;

/** An empty line keeps its height. */
function blameText(run: BlameRun): string {
  return run.lines.join("\n") + "\n";
}

/** The change that a run of lines comes from. */
function BlameWho(props: { run: BlameRun; path: string }) {
  const { change, firstLine, lines } = props.run;
  const last = firstLine + lines.length - 1;
  return (
    <div class="blame-who">
      <a href={`/-/commit/${change.revision}`}>{subjectOf(change)}</a>
      <br />
      {authorOf(change)} <AgentBadge change={change} />{" "}
      <TimeOf at={change.at} form="day" /> ·{" "}
      {firstLine === last ? `line ${firstLine}` : `lines ${firstLine}–${last}`}
    </div>
  );
}
