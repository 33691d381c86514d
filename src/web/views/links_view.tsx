/**
 * The links of a page: who links to it, with what words, and where its own links lead.
 *
 * @module
 */
import type { Backlink } from "../../wiki/backlinks.ts";
import type { PageLinks } from "../../wiki/links.ts";
import {
  actionUrl,
  displayName,
  displayPath,
  pageUrl,
} from "../../wiki/page_path.ts";
import { countOf, createUrl, NextLink } from "./index_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** Most links of one kind that are listed. */
const MAX_LINKS = 1000;

/** Which pages link to a page, and where its own links lead. */
export function LinksView(
  props: {
    layout: Layout;
    links: PageLinks;
    /** The part of the pages that link here that is shown. */
    entries: readonly Backlink[];
    /** How many there are in all. */
    total: number;
    nextUrl: string | null;
    canWrite: boolean;
  },
) {
  const { links, entries, total } = props;
  const name = displayName(links.path);
  const broken = new Set(links.broken);
  return (
    <WikiLayout {...props.layout} title={`Links: ${name}`}>
      <div class="title-bar">
        <h1>Links: {name}</h1>
      </div>
      <h2>Pages that link here</h2>
      {total === 0
        ? <p class="muted">No page links here.</p>
        : <p class="muted">{countOf(total)}</p>}
      <BacklinkList entries={entries} />
      <NextLink url={props.nextUrl} text="More pages that link here" />
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

/** Pages by title, each with the sentence around its link. */
export function BacklinkList(props: { entries: readonly Backlink[] }) {
  if (props.entries.length === 0) return null;
  return (
    <ul class="backlink-list">
      {props.entries.map(({ path, title, excerpt }) => (
        <li>
          <a href={pageUrl(path)} dir="auto">{title}</a>
          {excerpt === null ? null : (
            <p dir="auto">
              {excerpt.before}
              <mark>{excerpt.link}</mark>
              {excerpt.after}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Pages by name, or a sentence where there are none. */
function LinkList(props: { paths: readonly string[]; none: string }) {
  if (props.paths.length === 0) return <p class="muted">{props.none}</p>;
  return (
    <ul>
      {props.paths.slice(0, MAX_LINKS).map((path) => (
        <li>
          <a href={pageUrl(path)} dir="auto">{displayPath(path)}</a>{" "}
          <a class="muted small" href={actionUrl("links", path)}>links</a>
        </li>
      ))}
    </ul>
  );
}
