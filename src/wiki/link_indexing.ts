/**
 * What a page's links put into the index. Called by the follower alone.
 *
 * @module
 */
import type { NewAnchor } from "../db/index/anchors.ts";
import type { IndexDatabase } from "../db/index/index_database.ts";
import type { NewLink } from "../db/index/links.ts";
import { headingId, type PageLink } from "../markdown/wiki_links.ts";
import { targetPaths } from "./link_target.ts";
import { foldPath } from "./page_path.ts";

/** Further links of one page are not indexed: no reader follows them, and one page must not hold up a commit. */
const MAX_LINKS = 5_000;

/** Puts a page's links into the index, in the place of any older ones; for the follower. */
export function replaceLinks(
  index: IndexDatabase,
  page: {
    readonly pageId: number;
    readonly path: string;
    readonly text: string;
  },
  { links, anchors }: {
    readonly links: readonly PageLink[];
    readonly anchors: readonly PageLink[];
  },
): void {
  const targets = new Map<string, NewLink>();
  for (const link of links) {
    if (targets.size === MAX_LINKS) break;
    const isEmbed = isPicture(link, page.text);
    const key = `${isEmbed} ${link.target}`;
    if (!targets.has(key)) targets.set(key, newLink(page.path, link, isEmbed));
  }
  index.links.replace(page.pageId, [...targets.values()]);
  index.anchors.replace(
    page.pageId,
    anchors.map((anchor) => newAnchor(page.path, anchor)),
  );
}

/** Takes a page's links out of the index. */
export function forgetLinks(
  index: IndexDatabase,
  { pageId }: { readonly pageId: number },
): void {
  index.links.replace(pageId, []);
  index.anchors.replace(pageId, []);
}

function isPicture({ kind, start }: PageLink, text: string): boolean {
  return kind === "image" ||
    (kind === "html" &&
      /^<(?:img|video|audio|source)\b/i.test(text.slice(start, start + 8)));
}

/**
 * A link's readings, of which there are two at most: a path that ends in `.md` is left out beside the page of that file, for
 * only a page whose file ends in `.md.md` would fit it.
 */
function newLink(
  page: string,
  { target }: Pick<PageLink, "target">,
  isEmbed: boolean,
): NewLink {
  const paths = targetPaths(page, target);
  const [first = "", second = ""] = isEmbed
    ? paths
    : paths.filter((path) =>
      !paths.includes(path.replace(/\.md$/, "")) || !path.endsWith(".md")
    );
  return {
    target: first,
    second,
    isEmbed,
    fold: foldPath(first),
    secondFold: foldPath(second),
  };
}

/** A wikilink names a heading by its text, an address by its id; within the page the renderer takes either. */
function newAnchor(
  page: string,
  { kind, target, fragment }: PageLink,
): NewAnchor {
  const isOwn = target === "";
  const { target: first, second } = isOwn
    ? { target: "", second: "" }
    : newLink(page, { target }, false);
  const isNamed = isOwn || kind === "wikilink";
  const id = isNamed ? headingId(fragment) : fragment;
  return { target: first, second, fragment, id, isOwn };
}
