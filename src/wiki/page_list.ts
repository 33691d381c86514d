/** Pages of a folder, or whose paths fit a pattern, as a list within a page. @module */
import type { ContentHole } from "../markdown/rendered.ts";
import type { ReadableWiki } from "./access.ts";
import { fitsGlob } from "./glob.ts";
import { escapeHtml } from "./hole_addresses.ts";
import { addressOf } from "./look_up.ts";
import { displayName, displayPath } from "./page_path.ts";

/** More are not listed within a page; the page index has them all. */
const MAX_LISTED = 500;

/** Nested lists by folder, or one flat list with whole paths. */
export function pageList(
  wiki: ReadableWiki,
  { source, style }: Extract<ContentHole, { kind: "page_index" }>,
): string {
  const folder = source.replace(/\/+$/, "");
  const fits = /[*?]/.test(source)
    ? (path: string) => fitsGlob(path, source)
    : (path: string) => folder === "" || path.startsWith(`${folder}/`);
  const paths = wiki.index.pages.listNames().map(({ path }) => path)
    .filter(fits);
  if (paths.length === 0) return "<p>No pages</p>";
  const shown = paths.slice(0, MAX_LISTED);
  const list = style === "list"
    ? `<ul>\n${
      shown.map((path) => `<li>${link(wiki, path, displayPath(path))}</li>`)
        .join("\n")
    }</ul>`
    : nested(wiki, treeOf(shown, /[*?]/.test(source) ? "" : folder));
  const left = paths.length - shown.length;
  return left === 0
    ? list
    : `${list}<p>${left} more in the <a href="/-/index">list of pages</a></p>`;
}

/** A folder: the pages and folders in it by name. A page and the folder of its name are one entry. */
interface Branch {
  path: string | null;
  readonly below: Map<string, Branch>;
}

function treeOf(paths: readonly string[], folder: string): Branch {
  const root: Branch = { path: null, below: new Map() };
  for (const path of paths) {
    const rest = folder === "" ? path : path.slice(folder.length + 1);
    let branch = root;
    for (const name of rest.split("/")) {
      let next = branch.below.get(name);
      if (next === undefined) {
        next = { path: null, below: new Map() };
        branch.below.set(name, next);
      }
      branch = next;
    }
    branch.path = path;
  }
  return root;
}

function nested(wiki: ReadableWiki, { below }: Branch): string {
  const items = [...below].map(([name, branch]) => {
    const shown = branch.path === null
      ? escapeHtml(displayName(name))
      : link(wiki, branch.path, displayName(name));
    const inner = branch.below.size === 0 ? "" : `\n${nested(wiki, branch)}`;
    return `<li>${shown}${inner}</li>`;
  });
  return `<ul>\n${items.join("\n")}</ul>`;
}

function link(wiki: ReadableWiki, path: string, text: string): string {
  return `<a href="${escapeHtml(addressOf(wiki, path))}">${
    escapeHtml(text)
  }</a>`;
}
