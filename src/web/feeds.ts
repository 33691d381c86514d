/**
 * Recent changes as feeds: Atom, RSS and JSON, of the whole wiki and of one page.
 *
 * | address                                | what                                                     |
 * | -------------------------------------- | -------------------------------------------------------- |
 * | `/-/changelog.atom` `.rss` `.json`     | the changes of the wiki                                  |
 * | `/-/history.atom/<page>` `.rss` `.json`| the changes of a page, also under its earlier names      |
 * | `?before=<revision>`                   | older ones: the same cursor as in lists and in REST      |
 * | `/-/changelog/feed.atom` `.rss`        | 301: addresses of the service before this one            |
 *
 * For everybody who may read the wiki. An entry's id never changes: it is made of the wiki's id and the commit's name. Authors have
 * no e-mail address. What people wrote is text; what XML cannot hold is left out.
 *
 * @module
 */
import type { Hono } from "hono";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { type Change, changelog, pageHistory } from "../wiki/history.ts";
import { findPagePath } from "../wiki/look_up.ts";
import { actionUrl, displayPath, pageUrl } from "../wiki/page_path.ts";
import { siteLook } from "../wiki/site_look.ts";
import {
  atomText,
  type Feed,
  type FeedEntry,
  jsonText,
  rssText,
} from "./feed_formats.ts";
import { descriptionOf } from "./machines.ts";
import { pathOf, type WebContext } from "./screen.ts";
import { authorOf, subjectOf } from "./views/change_line.tsx";
import { xmlText } from "./xml.ts";

/** Entries of one feed. */
const LENGTH = 50;
/** Pages of one change that are named. */
const MAX_PAGES = 20;
/** Longest message that is shown, in characters. */
const MAX_MESSAGE = 2_000;

/** The forms: what makes the text, and its type. */
const FORMS = {
  atom: [atomText, "application/atom+xml; charset=utf-8"],
  rss: [rssText, "application/rss+xml; charset=utf-8"],
  json: [jsonText, "application/feed+json; charset=utf-8"],
} as const;

/** The form of a feed. */
export type FeedForm = keyof typeof FORMS;

/** The feeds, and their old addresses. */
export function addFeedRoutes(app: Hono<WikiEnv>): void {
  for (const form of Object.keys(FORMS) as FeedForm[]) {
    app.get(`/-/changelog.${form}`, (c) => {
      const wiki = forReading(c.var.visit);
      return notModified(c, wiki) ?? sendWikiFeed(c, wiki, form);
    });
    app.get(`/-/history.${form}/*`, (c) => {
      const wiki = forReading(c.var.visit);
      return notModified(c, wiki) ?? sendPageFeed(c, wiki, form);
    });
  }
  for (const form of ["atom", "rss"]) {
    app.get(
      `/-/changelog/feed.${form}`,
      (c) => c.redirect(`/-/changelog.${form}`, 301),
    );
  }
}

function sendWikiFeed(
  c: WebContext,
  wiki: ReadableWiki,
  form: FeedForm,
): Response {
  const changes = changelog(wiki, sliceOf(c));
  return send(c, wiki, {
    form,
    changes,
    title: `${nameOf(wiki)}: recent changes`,
    listing: "/-/changelog",
    self: `/-/changelog.${form}`,
    subject: "",
  });
}

function sendPageFeed(
  c: WebContext,
  wiki: ReadableWiki,
  form: FeedForm,
): Response {
  const path = findPagePath(wiki, pathOf(c) ?? "");
  const changes = pageHistory(wiki, path, sliceOf(c));
  return send(c, wiki, {
    form,
    changes,
    title: `${displayPath(path)}: changes in ${nameOf(wiki)}`,
    listing: actionUrl("history", path),
    self: actionUrl(`history.${form}`, path),
    subject: path,
  });
}

/** One more than is shown tells whether there are older ones. */
function sliceOf(c: WebContext) {
  const before = c.req.query("before");
  return { limit: LENGTH + 1, ...(before && { before }) };
}

/** What a feed is about. Addresses are on the wiki's host. */
interface Subject {
  readonly form: FeedForm;
  readonly changes: readonly Change[];
  readonly title: string;
  readonly listing: string;
  readonly self: string;
  /** The page, or empty: the whole wiki. */
  readonly subject: string;
}

function send(c: WebContext, wiki: ReadableWiki, about: Subject): Response {
  const { wikiUrl } = c.var;
  const { form, changes, title, listing, self, subject } = about;
  const before = c.req.query("before");
  const shown = changes.slice(0, LENGTH);
  const last = shown.at(-1);
  const hasMore = changes.length > LENGTH && last !== undefined;
  const feed: Feed = {
    id: `${tagOf(wiki)}changes${subject && `:${encodeURIComponent(subject)}`}`,
    title,
    description: descriptionOf(wiki),
    language: siteLook(wiki).lang,
    homeUrl: wikiUrl + listing,
    selfUrl: `${wikiUrl}${self}${
      before ? `?before=${encodeURIComponent(before)}` : ""
    }`,
    nextUrl: hasMore ? `${wikiUrl}${self}?before=${last.revision}` : null,
    updatedAt: shown[0]?.at ?? wiki.row.createdAt,
    entries: shown.map((change) => entryOf(wiki, wikiUrl, change)),
  };
  const [textOf, type] = FORMS[form];
  c.header("Content-Type", type);
  return c.body(textOf(feed));
}

function entryOf(
  wiki: ReadableWiki,
  wikiUrl: string,
  change: Change,
): FeedEntry {
  const { by } = change;
  const agent = by?.agent ? ` via ${by.agent}` : "";
  return {
    id: tagOf(wiki) + change.revision,
    url: `${wikiUrl}/-/commit/${change.revision}`,
    title: subjectOf(change),
    html: htmlOf(wikiUrl, change),
    author: `${authorOf(change)}${agent}`,
    at: change.at,
  };
}

/** What changed, as HTML: the message as text, and links to the pages. */
function htmlOf(wikiUrl: string, { message, pages, touched }: Change): string {
  const text = message.slice(0, MAX_MESSAGE).trim();
  const shown = pages.slice(0, MAX_PAGES);
  const links = shown.map((path) =>
    `<li><a href="${xmlText(wikiUrl + pageUrl(path))}">${
      xmlText(displayPath(path))
    }</a></li>`
  );
  const more = touched - shown.length;
  return [
    text === "" ? "" : `<p>${xmlText(text).replaceAll("\n", "<br>")}</p>`,
    links.length === 0 ? "" : `<ul>${links.join("")}</ul>`,
    more > 0 ? `<p>and ${more} more</p>` : "",
  ].join("");
}

/**
 * The beginning of all ids of a wiki. The wiki's own id stands in it, because a slug may belong to another wiki tomorrow.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc4151}
 */
function tagOf({ row, house }: ReadableWiki): string {
  return `tag:${house.config.domain},${row.createdAt.slice(0, 10)}:${row.id}:`;
}

function nameOf({ row }: ReadableWiki): string {
  return row.name || row.slug;
}
