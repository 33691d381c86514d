/// <reference lib="dom" />
/**
 * Completes `[[`: pages by their name or title, and behind `#` the headings of a page. The wiki finds them.
 *
 * @module
 */
import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import type { LinkStyle } from "./form_facts.ts";
import { linkText, type OpenLink, openLinkAt } from "./open_link.ts";

/** What `GET /-/suggest?q=` answers, as far as it is used here. */
interface Suggestions {
  readonly pages: readonly { path: string; title: string }[];
  readonly headings: readonly { path: string; text: string }[];
}

/** A link is not longer than this. */
const MAX_LINK = 300;

/** Completes links in the wiki's order. */
export function completeWikiLinks(style: LinkStyle): CompletionSource {
  return async (context) => {
    const { state, pos } = context;
    const line = state.doc.lineAt(pos);
    const from = Math.max(line.from, pos - MAX_LINK);
    const open = openLinkAt(state.sliceDoc(from, pos), style);
    if (!open) return null;
    const found = await suggestions(context, open);
    if (!found) return null;
    const options = open.heading === undefined
      ? pageOptions(found, open, style)
      : headingOptions(found, open, context);
    const result: CompletionResult = {
      from: pos - open.typed.length,
      options,
      // The wiki has ranked them.
      filter: false,
    };
    return options.length === 0 ? null : result;
  };
}

async function suggestions(
  context: CompletionContext,
  { page, heading }: OpenLink,
): Promise<Suggestions | null> {
  if (heading !== undefined && page === "") return { pages: [], headings: [] };
  const asking = new AbortController();
  context.addEventListener("abort", () => asking.abort(), {
    onDocChange: true,
  });
  const q = heading === undefined ? page : `${page}#${heading}`;
  try {
    const response = await fetch(
      `/-/suggest?${new URLSearchParams({ q })}`,
      { signal: asking.signal },
    );
    return response.ok ? await response.json() as Suggestions : null;
  } catch {
    return null; // no connection, or something else was typed meanwhile
  }
}

function pageOptions(
  { pages }: Suggestions,
  { hasText }: OpenLink,
  style: LinkStyle,
): Completion[] {
  return pages.map(({ path, title }) => ({
    label: title === "" ? path : title,
    ...(title === "" || title === path ? {} : { detail: path }),
    apply: (view, _completion, from, to) =>
      put(view, linkText({ path, title, hasText }, style), { from, to }),
  }));
}

function headingOptions(
  { headings }: Suggestions,
  { page, heading = "" }: OpenLink,
  { state }: CompletionContext,
): Completion[] {
  const texts = page === ""
    ? headingsIn(state.doc.toString())
    : headings.filter(({ path }) => samePage(path, page)).map(({ text }) =>
      text
    );
  const wanted = heading.toLowerCase();
  return texts.filter((text) => text.toLowerCase().includes(wanted)).map((
    text,
  ) => ({
    label: text,
    apply: (view, _completion, from, to) => put(view, text, { from, to }),
  }));
}

/** The headings of the text that is being written. */
function headingsIn(text: string): string[] {
  return [...text.matchAll(/^#{1,6} +(.+?)(?: +#+)? *$/gm)].map((match) =>
    match[1]!
  );
}

function samePage(a: string, b: string): boolean {
  const folded = (path: string) =>
    path.normalize("NFC").replaceAll(" ", "_").toLowerCase();
  return folded(a) === folded(b);
}

/** Puts the text in, closes the link where it is open, and goes behind it. */
function put(
  view: EditorView,
  insert: string,
  { from, to }: { from: number; to: number },
): void {
  const isClosed = view.state.sliceDoc(to, to + 2) === "]]";
  view.dispatch({
    changes: { from, to, insert: isClosed ? insert : `${insert}]]` },
    selection: { anchor: from + insert.length + 2 },
    userEvent: "input.complete",
  });
}
