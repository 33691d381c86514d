/**
 * Tags and categories: all of them, and the pages of one.
 *
 * @module
 */
import type { Label, LabelKind } from "../../wiki/labels.ts";
import { actionUrl, displayPath } from "../../wiki/page_path.ts";
import { countOf, NextLink } from "./index_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

const WORDS = {
  tag: { one: "Tag", all: "Tags", allUrl: "/-/tags" },
  category: { one: "Category", all: "Categories", allUrl: "/-/categories" },
} as const;

/** All labels of one kind, each with the number of its pages. */
export function LabelsView(
  props: {
    layout: Layout;
    kind: LabelKind;
    labels: readonly Label[];
    total: number;
    nextUrl: string | null;
  },
) {
  const { kind, labels, total } = props;
  const { all } = WORDS[kind];
  return (
    <WikiLayout {...props.layout} title={all} width="wide">
      <div class="title-bar">
        <h1>{all}</h1>
        {total === 0 ? null : <p class="muted">{total} in use</p>}
      </div>
      {total === 0 ? <NoLabels kind={kind} /> : null}
      {labels.length === 0 ? null : (
        <ul class="index-pages">
          {labels.map(({ label, pages }) => (
            <li>
              <a href={actionUrl(kind, label)} dir="auto">{label}</a>{" "}
              <span class="muted small">{pages}</span>
            </li>
          ))}
        </ul>
      )}
      <NextLink url={props.nextUrl} text="More" />
    </WikiLayout>
  );
}

/** How a page gets its first label. */
function NoLabels(props: { kind: LabelKind }) {
  const example = props.kind === "tag"
    ? "tags: [river, bridge]"
    : "category: Place";
  return (
    <>
      <p>No page has one yet. A page names its own in lines above its text:</p>
      <pre><code>{`---\n${example}\n---`}</code></pre>
    </>
  );
}

/** The pages that carry a label. */
export function LabelView(
  props: {
    layout: Layout;
    kind: LabelKind;
    label: string;
    total: number;
    pages: readonly {
      readonly path: string;
      readonly title: string;
      readonly url: string;
    }[];
    nextUrl: string | null;
  },
) {
  const { kind, label, pages } = props;
  const { one, all, allUrl } = WORDS[kind];
  return (
    <WikiLayout {...props.layout} title={`${one}: ${label}`}>
      <div class="title-bar">
        <h1>
          {one}: <bdi>{label}</bdi>
        </h1>
        <p class="muted">
          {countOf(props.total)} · <a href={allUrl}>{all}</a>
        </p>
      </div>
      <ul class="titled">
        {pages.map(({ path, title, url }) => (
          <li>
            <a href={url} dir="auto">{title}</a> {title === displayPath(path)
              ? null
              : <span class="muted small">{displayPath(path)}</span>}
          </li>
        ))}
      </ul>
      <NextLink url={props.nextUrl} text="More pages" />
    </WikiLayout>
  );
}
