/**
 * What a link's target means on the page where it stands. The renderer, the link index and renaming ask the same function, so
 * that a link is never shown one way and counted another.
 *
 * | target        | on page `Actors/Iran` means, first that exists      |
 * | ------------- | --------------------------------------------------- |
 * | `Map`         | `Map`                                               |
 * | `Map.md`      | `Map.md`, `Map` (links between files, as on GitHub) |
 * | `./map.png`   | `Actors/Iran/map.png`, `Actors/map.png`             |
 * | `../Map`      | `Actors/Map`, `Map`                                 |
 *
 * A page's own folder comes first for `./`, because its attachments lie there; the folder in which its file lies comes next,
 * because that is what other programs mean.
 *
 * @module
 */
import { withoutOuterSlashes } from "./page_path.ts";

/** The paths that a target may mean, likeliest first; at least one. Pure: which of them exists is asked of `look_up.ts`. */
export function targetPaths(page: string, target: string): string[] {
  const isRelative = /^\.\.?(?:\/|$)/.test(target);
  const folders = isRelative ? [page, page.replace(/\/?[^/]*$/, "")] : [""];
  const paths = folders.map((folder) => join(folder, target))
    .flatMap((path) =>
      path.endsWith(".md") && path.length > 3
        ? [path, path.slice(0, -3)]
        : [path]
    );
  return [...new Set(paths)];
}

/** A path with `.` and `..` resolved against a folder; it never leaves the wiki. */
function join(folder: string, target: string): string {
  const isRelative = /^\.\.?(?:\/|$)/.test(target);
  if (!isRelative) return withoutOuterSlashes(target);
  const segments = folder === "" ? [] : folder.split("/");
  for (const segment of target.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return segments.join("/");
}
