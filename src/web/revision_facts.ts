/**
 * What is said around the text of a page: who changed it last, and a description for search engines. A
 * revision's own story never changes, so it is put together once.
 *
 * @module
 */
import type { ReadableWiki } from "../wiki/access.ts";
import { type Change, lastChange } from "../wiki/history.ts";
import type { Page } from "../wiki/pages.ts";

/** Revisions that are remembered: less than 1 KB each. */
const MAX_REVISIONS = 5000;

/** What is said around a page. */
export interface Facts {
  /** Without the names of what else it changed: of a large import these are thousands. */
  readonly change: Change | undefined;
  readonly description: string;
}

/** Facts of the revisions that were read last. */
export class RevisionFacts {
  readonly #facts = new Map<string, Facts>();

  /** The facts of a page as it is now. */
  of(wiki: ReadableWiki, page: Page): Facts {
    const key = `${wiki.row.id} ${page.revision} ${page.path}`;
    const known = this.#facts.get(key);
    if (known) return known;
    const change = lastChange(wiki, page.path);
    const facts = {
      change: change && { ...change, pages: [], files: [] },
      description: descriptionOf(page),
    };
    // A change that came between the two reads belongs to the next revision.
    if (change?.revision !== page.revision) return facts;
    if (this.#facts.size >= MAX_REVISIONS) this.#facts.clear();
    this.#facts.set(key, facts);
    return facts;
  }
}

/** Characters at the begin of a page in which its first sentence is looked for. */
const DESCRIPTION_SOURCE = 800;
const MAX_DESCRIPTION = 200;

/** What a search engine may say of a page: its front matter's `description`, else its first words. */
function descriptionOf(page: Page): string {
  const own = page.frontMatter?.description;
  if (typeof own === "string" && own !== "") {
    return own.slice(0, MAX_DESCRIPTION);
  }
  const closing = page.text.startsWith("---\n")
    ? page.text.indexOf("\n---\n", 3)
    : -1;
  const begin = closing < 0 ? 0 : closing + 5;
  return page.text.slice(begin, begin + DESCRIPTION_SOURCE)
    .replace(/^(?:#.*|```.*|[-=|:\s]+)$/gm, " ")
    .replace(/!?\[+([^\[\]|]*)(?:\|[^\[\]]*)?\]+(?:\([^()]*\))?/g, "$1")
    .replace(/[*_`>#~|]+/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MAX_DESCRIPTION);
}
