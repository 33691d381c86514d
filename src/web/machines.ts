/**
 * What programs read: `robots.txt`, `sitemap.xml`, `llms.txt`.
 *
 * @module
 */
import type { Hono } from "hono";
import { notModified } from "../http/conditional.ts";
import type { WikiEnv } from "../http/env.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import { homePage } from "../wiki/look_up.ts";
import { pageFile, pageUrl } from "../wiki/page_path.ts";
import { listPages } from "../wiki/pages.ts";
import { isPublic } from "./screen.ts";
import { escapeHtml } from "../http/views/escape_html.ts";

/** Pages that a list for machines names: the most that a sitemap may hold. */
const MAX_PAGES = 50_000;

/** Addresses with a fixed name. */
export function addMachineRoutes(app: Hono<WikiEnv>): void {
  app.get("/robots.txt", (c) => {
    const { wiki } = c.var.visit;
    c.header("Cache-Control", "no-cache");
    return c.text(
      isPublic(wiki)
        ? `User-agent: *\nDisallow: /-/\nSitemap: ${c.var.wikiUrl}/sitemap.xml\n`
        : "User-agent: *\nDisallow: /\n",
    );
  });

  app.get("/sitemap.xml", (c) => {
    const wiki = forReading(c.var.visit);
    const unchanged = notModified(c, wiki);
    if (unchanged) return unchanged;
    c.header("Content-Type", "application/xml; charset=utf-8");
    return c.body(sitemap(wiki, c.var.wikiUrl));
  });

  app.get("/llms.txt", (c) => {
    const wiki = forReading(c.var.visit);
    return notModified(c, wiki) ?? c.text(llmsText(wiki, c.var.wikiUrl));
  });

  for (const path of ["/favicon.ico", "/manifest.webmanifest"]) {
    app.get(path, (c) => c.body(null, 404));
  }
}

/** @see {@link https://www.sitemaps.org/protocol.html} */
function sitemap(wiki: ReadableWiki, wikiUrl: string): string {
  const home = homePage(wiki);
  const urls = listPages(wiki, { limit: MAX_PAGES }).pages.map((page) => {
    const path = page.path === home ? "/" : pageUrl(page.path);
    const url = escapeHtml(`${wikiUrl}${path}`);
    return `<url><loc>${url}</loc><lastmod>${page.updatedAt}</lastmod></url>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${
    urls.join("")
  }</urlset>\n`;
}

/** @see {@link https://llmstxt.org/} */
function llmsText(wiki: ReadableWiki, wikiUrl: string): string {
  const { name, slug, description } = wiki.row;
  const lines = listPages(wiki, { limit: MAX_PAGES }).pages.map((page) =>
    `- [${page.title.replace(/[[\]]/g, "")}](${wikiUrl}${
      pageUrl(pageFile(page.path))
    })`
  );
  return [
    `# ${name || slug}`,
    ...(description === ""
      ? []
      : ["", `> ${description.replace(/\s+/g, " ")}`]),
    "",
    `A wiki. Programs may also use MCP at ${wikiUrl}/mcp, REST at ${wikiUrl}/api/v1, and git clone ${wikiUrl}/repo.git.`,
    "",
    "## Pages",
    "",
    ...lines,
    "",
  ].join("\n");
}
