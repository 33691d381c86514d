/**
 * What the palette and the editor's completion ask while somebody types.
 *
 * @module
 */
import type { Hono } from "hono";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { lookUp } from "../wiki/look_up.ts";
import { actionUrl, displayName } from "../wiki/page_path.ts";
import { foldName, suggest, weigh } from "../wiki/suggest.ts";
import type { Screen } from "./screen.ts";

/** Something that can be done, and where. */
interface Action {
  readonly text: string;
  readonly url: string;
}

/** Most of what is offered of one kind. */
const MAX_ACTIONS = 18;
/** Longer words are no name of anything, UTF-16 units. */
const MAX_QUERY = 200;

/** `GET /-/suggest?q=&page=` → `{ pages: [{path, title, url}], headings: [{path, text, url}], actions: [{text, url}] }`. */
export function addSuggestRoute(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/suggest", async (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const query = (c.req.query("q") ?? "").trim();
    const { pages, headings } = await suggest(wiki, query);
    const page = c.req.query("page");
    return c.json({
      pages: pages.map(({ path, title }) => ({
        ...{ path, title },
        url: screen.addressOf(wiki, path),
      })),
      headings: headings.map(({ path, text, id }) => ({
        ...{ path, text },
        url: `${screen.addressOf(wiki, path)}#${encodeURIComponent(id)}`,
      })),
      actions: [
        ...fittingActions(query, [
          ...pageActions(wiki, page),
          ...actionsOf(wiki),
        ]),
        ...actionsWith(wiki, query),
      ],
    });
  });
}

/** Those that fit the query, best first; all of them where nothing is asked. */
function fittingActions(query: string, actions: readonly Action[]): Action[] {
  const asked = foldName(query.slice(0, 100));
  const weighed = actions.map((action) => ({
    action,
    weight: asked === "" ? 1 : weigh(asked, foldName(action.text)),
  }));
  return weighed.filter(({ weight }) => weight > 300 || asked === "")
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_ACTIONS)
    .map(({ action }) => action);
}

/** What can be done with the page that the reader is on. */
function pageActions(wiki: ReadableWiki, asked: string | undefined): Action[] {
  if (asked === undefined || asked === "") return [];
  const found = lookUp(wiki, asked);
  if (found.kind !== "page") return [];
  const { path } = found;
  const name = displayName(path);
  const on = (deed: string, action: string): Action => ({
    text: `${deed}: ${name}`,
    url: actionUrl(action, path),
  });
  const { write } = wiki.rights;
  return [
    ...write ? [on("Edit", "edit")] : [],
    on("History", "history"),
    on("Attachments", "attachments"),
    on("Links", "links"),
    on("Source", "source"),
    on("Blame", "blame"),
    ...write ? [on("Rename", "rename"), on("Delete", "delete")] : [],
  ];
}

/** What can be done in the wiki. */
function actionsOf({ caller, rights }: ReadableWiki): Action[] {
  const isSignedIn = caller.kind !== "anonymous";
  const { write, manage } = rights;
  return [
    ...write ? [{ text: "New page", url: "/-/create" }] : [],
    { text: "Recent changes", url: "/-/changelog" },
    { text: "All pages", url: "/-/index" },
    { text: "Tags", url: "/-/tags" },
    { text: "Categories", url: "/-/categories" },
    ...isSignedIn && write ? [{ text: "My drafts", url: "/-/drafts" }] : [],
    ...isSignedIn ? [{ text: "Housekeeping", url: "/-/lint" }] : [],
    ...manage ? [{ text: "Settings of this wiki", url: "/-/admin" }] : [],
    { text: "Help and keys", url: "/-/help" },
    isSignedIn
      ? { text: "Sign out", url: "/-/logout" }
      : { text: "Sign in", url: "/-/login" },
  ];
}

/** What can be done with the very words that were typed. */
function actionsWith(wiki: ReadableWiki, query: string): Action[] {
  if (query === "" || query.length > MAX_QUERY) return [];
  const mayCreate = wiki.rights.write && lookUp(wiki, query).kind === "none";
  const search = new URLSearchParams({ q: query });
  const create = new URLSearchParams({ path: query });
  return [
    { text: `Search for “${query}”`, url: `/-/search?${search}` },
    ...mayCreate
      ? [{ text: `New page “${query}”`, url: `/-/create?${create}` }]
      : [],
  ];
}
