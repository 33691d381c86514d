/**
 * The addresses of all pages for search engines; of a large wiki an index of sitemaps, which are its parts.
 *
 * @see {@link https://www.sitemaps.org/protocol.html}
 * @module
 */
import { AppError } from "../errors.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import { listForMachines } from "../wiki/listing.ts";
import { homePage } from "../wiki/look_up.ts";
import { pageUrl } from "../wiki/page_path.ts";
import { xmlText } from "./xml.ts";

/** Addresses in one sitemap. (50,000 are allowed; such a text would be 8 MB.) */
const SITEMAP_LENGTH = 10_000;

/**
 * The sitemap, or the index of its parts where there are several.
 *
 * @param options.part the part that is asked for, from 1; left out: the whole.
 * @param options.length addresses in one part.
 * @throws {AppError} `not_found` for a part that there is none of.
 */
export async function sitemapText(
  wiki: ReadableWiki,
  wikiUrl: string,
  options: { part?: string | undefined; length?: number } = {},
): Promise<string> {
  const { part, length = SITEMAP_LENGTH } = options;
  const { pageCount } = wiki.index.meta.read();
  const parts = Math.max(1, Math.ceil(pageCount / length));
  if (part === undefined && parts > 1) return indexOf(wikiUrl, parts);
  const number = Number(part ?? 1);
  if (!/^\d{1,4}$/.test(part ?? "1") || number < 1 || number > parts) {
    throw new AppError("not_found", "There is no such part of the sitemap");
  }
  const home = homePage(wiki);
  const offset = (number - 1) * length;
  const pages = await listForMachines(wiki, { offset, limit: length });
  const urls = pages.map(({ path, changedAt }) => {
    const url = xmlText(wikiUrl + (path === home ? "/" : pageUrl(path)));
    return `<url><loc>${url}</loc><lastmod>${changedAt}</lastmod></url>\n`;
  });
  return xmlOf("urlset", urls);
}

function indexOf(wikiUrl: string, parts: number): string {
  const sitemaps = Array.from({ length: parts }, (_, i) => {
    const url = xmlText(`${wikiUrl}/sitemap.xml?part=${i + 1}`);
    return `<sitemap><loc>${url}</loc></sitemap>\n`;
  });
  return xmlOf("sitemapindex", sitemaps);
}

function xmlOf(root: string, entries: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${
    entries.join("")
  }</${root}>\n`;
}
