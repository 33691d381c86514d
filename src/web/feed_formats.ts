/**
 * A feed as text in three forms.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc4287} Atom
 * @see {@link https://www.rssboard.org/rss-specification} RSS 2.0
 * @see {@link https://www.jsonfeed.org/version/1.1/} JSON Feed
 * @module
 */
import { xmlText } from "./xml.ts";

/** A feed, newest entries first. All addresses are absolute. */
export interface Feed {
  /** Never changes. */
  readonly id: string;
  readonly title: string;
  /** May be empty. */
  readonly description: string;
  /** A language tag. */
  readonly language: string;
  /** The page that people read instead. */
  readonly homeUrl: string;
  readonly selfUrl: string;
  /** Where older entries are, or `null`. */
  readonly nextUrl: string | null;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
  readonly entries: readonly FeedEntry[];
}

/** One change. */
export interface FeedEntry {
  /** Never changes. */
  readonly id: string;
  readonly url: string;
  /** Plain text, not empty. */
  readonly title: string;
  readonly html: string;
  readonly author: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

const DECLARATION = `<?xml version="1.0" encoding="UTF-8"?>\n`;

/** The feed as Atom. */
export function atomText(feed: Feed): string {
  const entries = feed.entries.map((entry) =>
    `<entry>
<id>${xmlText(entry.id)}</id>
<title type="text">${xmlText(entry.title)}</title>
<link rel="alternate" type="text/html" href="${xmlText(entry.url)}"/>
<published>${entry.at}</published>
<updated>${entry.at}</updated>
<author><name>${xmlText(entry.author)}</name></author>
<content type="html">${xmlText(entry.html)}</content>
</entry>
`
  );
  return `${DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${
    xmlText(feed.language)
  }">
<id>${xmlText(feed.id)}</id>
<title type="text">${xmlText(feed.title)}</title>
${
    element("subtitle", feed.description)
  }<link rel="self" type="application/atom+xml" href="${
    xmlText(feed.selfUrl)
  }"/>
<link rel="alternate" type="text/html" href="${xmlText(feed.homeUrl)}"/>
${nextLink("link", feed.nextUrl)}<updated>${feed.updatedAt}</updated>
${entries.join("")}</feed>
`;
}

/** The feed as RSS 2.0. */
export function rssText(feed: Feed): string {
  const items = feed.entries.map((entry) =>
    `<item>
<guid isPermaLink="false">${xmlText(entry.id)}</guid>
<title>${xmlText(entry.title)}</title>
<link>${xmlText(entry.url)}</link>
<pubDate>${new Date(entry.at).toUTCString()}</pubDate>
<dc:creator>${xmlText(entry.author)}</dc:creator>
<description>${xmlText(entry.html)}</description>
</item>
`
  );
  return `${DECLARATION}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>${xmlText(feed.title)}</title>
<link>${xmlText(feed.homeUrl)}</link>
<description>${xmlText(feed.description || feed.title)}</description>
<language>${xmlText(feed.language)}</language>
<lastBuildDate>${new Date(feed.updatedAt).toUTCString()}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${
    xmlText(feed.selfUrl)
  }"/>
${nextLink("atom:link", feed.nextUrl)}${items.join("")}</channel>
</rss>
`;
}

/** The feed as JSON Feed 1.1. */
export function jsonText(feed: Feed): string {
  return JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: feed.title,
    ...(feed.description && { description: feed.description }),
    language: feed.language,
    home_page_url: feed.homeUrl,
    feed_url: feed.selfUrl,
    ...(feed.nextUrl && { next_url: feed.nextUrl }),
    items: feed.entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      content_html: entry.html,
      date_published: entry.at,
      date_modified: entry.at,
      authors: [{ name: entry.author }],
    })),
  });
}

/** An element with text, or nothing. */
function element(name: string, text: string): string {
  return text === "" ? "" : `<${name}>${xmlText(text)}</${name}>\n`;
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc5005#section-3} */
function nextLink(name: string, url: string | null): string {
  return url === null ? "" : `<${name} rel="next" href="${xmlText(url)}"/>\n`;
}
