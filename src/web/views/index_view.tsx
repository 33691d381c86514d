/**
 * Lists of pages: all of them, and those of a folder.
 *
 * @module
 */
import { counted } from "../../wiki/counted.ts";
import { displayPath, fileUrl, lastSegment } from "../../wiki/page_path.ts";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** A page, or a folder without one. */
export interface IndexEntry {
  readonly href: string;
  readonly text: string;
  /** Empty where none are wanted. */
  readonly headings: readonly {
    readonly text: string;
    readonly href: string;
    readonly level: number;
  }[];
}

/** Entries under one letter. */
export interface IndexGroup {
  readonly letter: string;
  readonly entries: readonly IndexEntry[];
}

/** What an index shows. */
export interface IndexProps {
  readonly layout: Layout;
  /** The folder, or empty for the whole wiki. */
  readonly folder: string;
  /** Address of this index. */
  readonly url: string;
  readonly hasHeadings: boolean;
  readonly groups: readonly IndexGroup[];
  /** Letters of the whole index, and the part in which each begins. */
  readonly letters: readonly {
    readonly letter: string;
    readonly offset: number;
  }[];
  /** Pages, in all parts. */
  readonly total: number;
  /** Files that are no pages; only in a folder's index. */
  readonly files: readonly string[];
  readonly canWrite: boolean;
  /** Where the next part begins, or `null`. */
  readonly nextOffset: number | null;
}

/** All pages of the wiki or of a folder, by letter. */
export function IndexView(props: IndexProps) {
  const { folder, groups, total, files, hasHeadings, nextOffset } = props;
  const title = folder === "" ? "All pages" : displayPath(folder);
  const prefix = folder === "" ? "" : `${folder}/`;
  const toggled = hasHeadings ? props.url : `${props.url}?headings=1`;
  return (
    <WikiLayout {...props.layout} title={title} width="wide">
      <div class="title-bar">
        <h1>{title}</h1>
        <p class="muted">
          {countOf(total)}
          {folder === "" ? "" : " in this folder"} ·{" "}
          <a href={toggled}>
            {hasHeadings ? "Without headings" : "With headings"}
          </a>
          {props.canWrite
            ? (
              <>
                {" "}· <a href={createUrl(prefix)}>New page</a>
              </>
            )
            : null}
        </p>
      </div>
      <Letters {...props} />
      {groups.map(({ letter, entries }) => (
        <section>
          <h2 class="index-letter" id={letterId(letter)}>{letter}</h2>
          <ul class="index-pages">
            {entries.map((entry) => <IndexLine entry={entry} />)}
          </ul>
        </section>
      ))}
      <NextLink
        url={nextOffset === null ? null : partUrl(props, nextOffset)}
        text="More pages"
      />
      {files.length === 0 ? null : <Files files={files} />}
    </WikiLayout>
  );
}

/** Jumps to a letter, in whichever part it is. */
function Letters(props: IndexProps) {
  if (props.letters.length === 0) return null;
  return (
    <nav class="letters" aria-label="Letters">
      {props.letters.map(({ letter, offset }) => (
        <a
          href={`${partUrl(props, offset)}#${
            encodeURIComponent(letterId(letter))
          }`}
        >
          {letter}
        </a>
      ))}
    </nav>
  );
}

function letterId(letter: string): string {
  return letter === "#" ? "letter-other" : `letter-${letter}`;
}

/** The address of a part of the index. */
function partUrl(
  { url, hasHeadings }: Pick<IndexProps, "url" | "hasHeadings">,
  offset: number,
): string {
  const query = new URLSearchParams({
    ...(hasHeadings ? { headings: "1" } : {}),
    ...(offset === 0 ? {} : { offset: String(offset) }),
  }).toString();
  return query === "" ? url : `${url}?${query}`;
}

/** A page and, where they are wanted, its headings. */
function IndexLine(props: { entry: IndexEntry }) {
  const { href, text, headings } = props.entry;
  return (
    <li>
      <a href={href} dir="auto">{text}</a>
      {headings.length === 0 ? null : (
        <ul class="index-headings">
          {headings.map((heading) => (
            <li class={`toc-${heading.level}`}>
              <a href={heading.href} dir="auto">{heading.text}</a>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Leads to the next part of a list; nothing where this is the last. */
export function NextLink(props: { url: string | null; text: string }) {
  if (props.url === null) return null;
  return (
    <nav class="pager" aria-label={props.text}>
      <a href={props.url} rel="next">{props.text}</a>
    </nav>
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
            <a href={fileUrl(file)}>{lastSegment(file)}</a>
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

/** A number of pages, in words where that reads better. */
export function countOf(pages: number): string {
  return pages === 0 ? "No page" : counted(pages, "page");
}
