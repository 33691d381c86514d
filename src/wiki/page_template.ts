/**
 * Beginnings of new pages: any page under `Templates/` is one.
 *
 * | in the template | stands for                       |
 * | --------------- | -------------------------------- |
 * | `{{title}}`     | the new page's name, `Iran`      |
 * | `{{path}}`      | the new page's path, `Actors/Iran` |
 * | `{{date}}`      | the day, `2026-11-20`, in UTC    |
 * | `{{time}}`      | the time, `17:36`, in UTC        |
 * | `{{author}}`    | the writer's handle, `@alice.example`; nothing for a visitor |
 *
 * Nothing else is replaced, so a template may hold what pages hold.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { ReadableWiki } from "./access.ts";
import { displayName, displayPath, foldPath } from "./page_path.ts";
import { readPage } from "./pages.ts";
import { personName } from "./person_name.ts";

const FOLDER = "templates/";

/** Most templates that are offered. */
const MAX_TEMPLATES = 100;

/** Paths of the wiki's templates. */
export function listTemplates(wiki: ReadableWiki): string[] {
  return wiki.index.pages.list({ foldPrefix: FOLDER }, {
    limit: MAX_TEMPLATES,
    offset: 0,
  }).map(({ path }) => path);
}

/**
 * The text with which a new page begins.
 *
 * @throws {AppError} `not_found` where there is no such template.
 */
export function textFromTemplate(
  wiki: ReadableWiki,
  { template, path }: { template: string; path: string },
): string {
  if (!foldPath(template).startsWith(FOLDER)) throw noSuchTemplate(template);
  const page = readPage(wiki, template);
  if (!page.isText || !foldPath(page.path).startsWith(FOLDER)) {
    throw noSuchTemplate(template);
  }
  const { caller, house } = wiki;
  const at = house.now().toISOString();
  const values: Readonly<Record<string, string>> = {
    title: displayName(path),
    path: displayPath(path),
    date: at.slice(0, 10),
    time: at.slice(11, 16),
    author: caller.kind === "anonymous" ? "" : personName(caller),
  };
  return page.text.replace(
    /\{\{(title|path|date|time|author)\}\}/g,
    (_, name: string) => values[name]!,
  );
}

function noSuchTemplate(template: string): AppError {
  return new AppError("not_found", `Cannot find a template "${template}"`);
}
