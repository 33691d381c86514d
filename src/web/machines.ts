/**
 * What programs read: `robots.txt`, `sitemap.xml`, `llms.txt`, the icon, the manifest, whose handle the host is. `robots.txt` and
 * the handle answer everybody, and say nothing of what is in the wiki; all else is for those who may read it.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import {
  forReading,
  type ReadableWiki,
  rightsOfVisit,
} from "../wiki/access.ts";
import {
  isListed,
  type ListedPage,
  listForMachines,
  newcomerUntil,
} from "../wiki/listing.ts";
import { pageFile, pageUrl } from "../wiki/page_path.ts";
import { preferenceOf } from "../wiki/preferences.ts";
import { siteLook } from "../wiki/site_look.ts";
import type { WebContext } from "./screen.ts";
import { sitemapText } from "./sitemap.ts";

/** Pages that `llms.txt` names. */
const LLMS_LENGTH = 5_000;

/** On every host. */
const PLATFORM_ICON = "/static/icon.svg";

/** Addresses with a fixed name. */
export function addMachineRoutes(app: Hono<WikiEnv>): void {
  app.use("*", keepListsAway);

  // Whose handle the host is; also where the wiki is private, as this says nothing of what is in it.
  app.get("/.well-known/atproto-did", (c) => {
    const { house, wiki: { row } } = c.var.visit;
    c.header("Cache-Control", "no-cache");
    const isServed = row.servesHandle && row.suspended === null &&
      house.platform.users.find(row.ownerDid)?.suspended === null;
    if (isServed) return c.text(row.ownerDid);
    throw new AppError("not_found", "This host is nobody's handle");
  });

  app.get("/robots.txt", (c) => {
    c.header("Cache-Control", "no-cache");
    return c.text(
      isListedHere(c)
        ? `User-agent: *\nDisallow: /-/\nSitemap: ${c.var.wikiUrl}/sitemap.xml\n`
        : "User-agent: *\nDisallow: /\n",
    );
  });

  app.get("/sitemap.xml", async (c) => {
    const wiki = forReading(c.var.visit);
    if (newcomerUntil(wiki.house, wiki.row) !== null) {
      throw new AppError("not_found", "This wiki has no sitemap yet");
    }
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    const text = await sitemapText(wiki, c.var.wikiUrl, {
      part: c.req.query("part"),
    });
    c.header("Content-Type", "application/xml; charset=utf-8");
    return c.body(text);
  });

  app.get("/llms.txt", async (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    return unchanged ?? c.text(await llmsText(wiki, c.var.wikiUrl));
  });

  app.get("/favicon.ico", (c) => {
    c.header("Cache-Control", "private, no-cache");
    const mayRead = rightsOfVisit(c.var.visit).read &&
      c.var.visit.wiki.row.suspended === null;
    const own = mayRead ? siteLook(forReading(c.var.visit)).iconUrl : null;
    return c.redirect(own ?? PLATFORM_ICON, 302);
  });

  app.get("/manifest.webmanifest", (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    c.header("Content-Type", "application/manifest+json; charset=utf-8");
    return c.body(JSON.stringify(manifest(wiki)));
  });
}

/** Tells robots of everything in a wiki that is not listed to forget it; a page's head says so too, files and texts have none. */
async function keepListsAway(c: WebContext, next: () => Promise<void>) {
  await next();
  // Middleware in front may have failed before there was a visit.
  const visit = c.var.visit as WebContext["var"]["visit"] | undefined;
  if (visit === undefined || !isListedHere(c)) {
    c.header("X-Robots-Tag", "noindex");
  }
}

function isListedHere(c: WebContext): boolean {
  const { wiki, house } = c.var.visit;
  const { row, records: { preferences } } = wiki;
  return isListed({ row, preferences, house });
}

/** @see {@link https://llmstxt.org/} */
async function llmsText(wiki: ReadableWiki, wikiUrl: string): Promise<string> {
  const { name, slug } = wiki.row;
  const about = oneLine(descriptionOf(wiki));
  const pages = await listForMachines(wiki, { offset: 0, limit: LLMS_LENGTH });
  const more = wiki.index.meta.read().pageCount - pages.length;
  return [
    `# ${oneLine(name || slug)}`,
    ...(about === "" ? [] : ["", `> ${about}`]),
    "",
    `A wiki. Programs may also use MCP at ${wikiUrl}/mcp, REST at ${wikiUrl}/api/v1, and git clone ${wikiUrl}/repo.git.`,
    "Every page is also Markdown: add .md to its address, or ask for text/markdown.",
    "",
    "## Pages",
    "",
    ...pages.map((page) => llmsLine(page, wikiUrl)),
    ...(more > 0 ? ["", `And ${more} more: see ${wikiUrl}/sitemap.xml`] : []),
    "",
  ].join("\n");
}

function llmsLine({ path, title }: ListedPage, wikiUrl: string): string {
  const text = oneLine(title).replace(/[[\]]/g, "");
  return `- [${text}](${wikiUrl}${pageUrl(pageFile(path))})`;
}

/** @see {@link https://www.w3.org/TR/appmanifest/} */
function manifest(wiki: ReadableWiki): object {
  const { name, slug } = wiki.row;
  const { iconUrl, lang, dir } = siteLook(wiki);
  return {
    name: name || slug,
    short_name: (name || slug).slice(0, 24).toWellFormed(),
    description: descriptionOf(wiki),
    ...{ lang, dir, start_url: "/", scope: "/", display: "minimal-ui" },
    icons: iconUrl === null ? [] : [{ src: iconUrl, sizes: "any" }],
  };
}

/** What the wiki says of itself: for search engines, else for people. */
export function descriptionOf(wiki: ReadableWiki): string {
  return preferenceOf(wiki.preferences, "SITE_DESCRIPTION") ||
    wiki.row.description;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
