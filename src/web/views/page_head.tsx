/** What the head of a page says to programs: previews of links, the page as Markdown, feeds. @module */

/** A page, as it is shown where its address is mentioned. */
export interface PageHeadProps {
  readonly title: string;
  readonly description: string;
  readonly wikiName: string;
  /** `https://demo.robot.wtf`. */
  readonly wikiUrl: string;
  /** The one address of the page, on the wiki's host. */
  readonly canonicalPath: string;
  /** Address of its Markdown, on the wiki's host. */
  readonly markdownPath: string;
  /** Address of its feed, on the wiki's host. */
  readonly feedPath: string;
  /** A picture for all pages, on the wiki's host; `null`: none. */
  readonly imagePath: string | null;
  /** ISO 8601 UTC, or `null` where it is not known. */
  readonly changedAt: string | null;
}

/** Elements for the head. @see {@link https://ogp.me/} */
export function PageHead(props: PageHeadProps) {
  const { wikiUrl, imagePath, description } = props;
  return (
    <>
      <meta property="og:type" content="article" />
      <meta property="og:title" content={props.title} />
      <meta property="og:site_name" content={props.wikiName} />
      <meta property="og:url" content={wikiUrl + props.canonicalPath} />
      {description === ""
        ? null
        : <meta property="og:description" content={description} />}
      {imagePath === null
        ? null
        : <meta property="og:image" content={wikiUrl + imagePath} />}
      {props.changedAt === null
        ? null
        : <meta property="article:modified_time" content={props.changedAt} />}
      <link
        rel="alternate"
        type="text/markdown"
        href={wikiUrl + props.markdownPath}
      />
      <link
        rel="alternate"
        type="application/atom+xml"
        title="Recent changes"
        href={`${wikiUrl}/-/changelog.atom`}
      />
      <link
        rel="alternate"
        type="application/feed+json"
        title="Recent changes"
        href={`${wikiUrl}/-/changelog.json`}
      />
      <link
        rel="alternate"
        type="application/atom+xml"
        title="Changes of this page"
        href={wikiUrl + props.feedPath}
      />
    </>
  );
}
