/**
 * Lists of pages: all of them, those of a folder, those that a search found, those that link to a page.
 *
 * @module
 */
import type { PageLinks } from "../../wiki/links.ts";
import {
  actionUrl,
  displayName,
  displayPath,
  fileUrl,
  pageUrl,
} from "../../wiki/page_path.ts";
import type { Hit, SearchResult } from "../../wiki/search.ts";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** Pages under one letter. */
export interface IndexGroup {
  readonly letter: string;
  readonly pages: readonly { readonly href: string; readonly text: string }[];
}

/** What an index shows. */
export interface IndexProps {
  readonly layout: Layout;
  /** The folder, or empty for the whole wiki. */
  readonly folder: string;
  readonly groups: readonly IndexGroup[];
  readonly total: number;
  /** Files that are no pages; only in a folder's index. */
  readonly files: readonly string[];
  readonly canWrite: boolean;
  readonly pager: { readonly nextUrl: string | null };
}

/** All pages of the wiki or of a folder, by letter. */
export function IndexView(props: IndexProps) {
  const { folder, groups, total, files } = props;
  const title = folder === "" ? "All pages" : displayPath(folder);
  const prefix = folder === "" ? "" : `${folder}/`;
  return (
    <WikiLayout {...props.layout} title={title} width="wide">
      <div class="title-bar">
        <h1>{title}</h1>
        <p class="muted">
          {countOf(total)}
          {folder === "" ? "" : " in this folder"}
          {props.canWrite
            ? (
              <>
                {" "}· <a href={createUrl(prefix)}>New page</a>
              </>
            )
            : null}
        </p>
      </div>
      {groups.map(({ letter, pages }) => (
        <section>
          <h2 class="index-letter">{letter}</h2>
          <ul class="index-pages">
            {pages.map(({ href, text }) => (
              <li>
                <a href={href}>{text}</a>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {props.pager.nextUrl === null
        ? null
        : (
          <nav class="pager" aria-label="More pages">
            <a href={props.pager.nextUrl} rel="next">More pages</a>
          </nav>
        )}
      {files.length === 0 ? null : <Files files={files} />}
    </WikiLayout>
  );
}

/** Files that lie beside the pages. */
function Files(props: { files: readonly string[] }) {
  return (
    <section>
      <h2>Files</h2>
      <ul class="index-pages">
        {props.files.map((file) => (
          <li>
            <a href={fileUrl(file)}>{file.slice(file.lastIndexOf("/") + 1)}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The form for a new page, filled in. */
export function createUrl(path: string): string {
  return path === ""
    ? "/-/create"
    : `/-/create?${new URLSearchParams({ path })}`;
}

/** What a search found. */
export interface SearchProps {
  readonly layout: Layout;
  readonly query: string;
  /** `null`: nothing was asked yet. */
  readonly result: SearchResult | null;
  /** Why the query could not be answered. */
  readonly problem: string | null;
  /** Page that has exactly this name. */
  readonly exactUrl: string | null;
  readonly nextUrl: string | null;
  readonly canWrite: boolean;
}

/** The search form and its answer. */
export function SearchView(props: SearchProps) {
  const { query, result, problem } = props;
  const title = query === "" ? "Search" : `Search: ${query}`;
  return (
    <WikiLayout {...props.layout} title={title} query={query}>
      <div class="title-bar">
        <h1>{title}</h1>
        {problem === null ? null : <p class="field-error">{problem}</p>}
        {result ? <Summary result={result} /> : (
          <p class="muted">
            Words are searched together; <code>"a phrase"</code> in quotes,{" "}
            <code>begin*</code> for words that begin so.
          </p>
        )}
        {props.exactUrl === null ? null : (
          <p>
            There is a page with this name: <a href={props.exactUrl}>{query}</a>
          </p>
        )}
      </div>
      {result ? <Hits hits={result.hits} /> : null}
      {result && result.total === 0 && props.canWrite
        ? (
          <p>
            <a href={createUrl(query)}>Create a page with this name</a>
          </p>
        )
        : null}
      {props.nextUrl === null
        ? null
        : (
          <nav class="pager" aria-label="More results">
            <a href={props.nextUrl} rel="next">More results</a>
          </nav>
        )}
    </WikiLayout>
  );
}

/** How many pages were found, and for what. */
function Summary(props: { result: SearchResult }) {
  const { total, corrected, catchingUp } = props.result;
  return (
    <p class="muted" role="status">
      {countOf(total)}
      {corrected === null ? "" : ` for “${corrected}” instead`}
      {catchingUp > 0
        ? `; ${catchingUp} changed pages are still being read in`
        : ""}
    </p>
  );
}

/** A number of pages, in words where that reads better. */
function countOf(pages: number): string {
  if (pages === 0) return "No page";
  return pages === 1 ? "1 page" : `${pages} pages`;
}

/** The pages found, best first. */
function Hits(props: { hits: readonly Hit[] }) {
  return (
    <ol class="hits">
      {props.hits.map((hit) => (
        <li>
          <h2>
            <a href={pageUrl(hit.path)}>{hit.title}</a>
          </h2>
          <div class="hit-path">
            {displayPath(hit.path)}
            {hit.heading === null ? "" : ` › ${hit.heading}`}
          </div>
          <p>
            {hit.snippet.map(({ text, match }) =>
              match ? <mark>{text}</mark> : <>{text}</>
            )}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** Most links of one kind that are listed. */
const MAX_LINKS = 1000;

/** Which pages link to a page, and where its own links lead. */
export function LinksView(
  props: { layout: Layout; links: PageLinks; canWrite: boolean },
) {
  const { links } = props;
  const name = displayName(links.path);
  const broken = new Set(links.broken);
  return (
    <WikiLayout {...props.layout} title={`Links: ${name}`}>
      <div class="title-bar">
        <h1>Links: {name}</h1>
      </div>
      <h2>Pages that link here</h2>
      <LinkList paths={links.linkedFrom} none="No page links here." />
      <h2>Pages that this page links to</h2>
      <LinkList
        paths={links.linksTo.filter((path) => !broken.has(path))}
        none="This page links to no other page."
      />
      {links.broken.length === 0 ? null : (
        <>
          <h2>Links to missing pages</h2>
          <ul class="prose">
            {links.broken.slice(0, MAX_LINKS).map((path) => (
              <li>
                {props.canWrite
                  ? <a class="missing" href={createUrl(path)}>{path}</a>
                  : path}
              </li>
            ))}
          </ul>
        </>
      )}
    </WikiLayout>
  );
}

/** Pages by name, or a sentence where there are none. */
function LinkList(props: { paths: readonly string[]; none: string }) {
  if (props.paths.length === 0) return <p class="muted">{props.none}</p>;
  return (
    <ul>
      {props.paths.slice(0, MAX_LINKS).map((path) => (
        <li>
          <a href={pageUrl(path)}>{displayPath(path)}</a>{" "}
          <a class="muted small" href={actionUrl("links", path)}>links</a>
        </li>
      ))}
    </ul>
  );
}
