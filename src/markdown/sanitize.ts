/**
 * The last step of rendering: only listed elements and attributes remain, addresses become slots or are checked. The content
 * security policy is the second line behind it.
 *
 * @module
 */
import sanitizeHtml from "sanitize-html";
import type { Draft } from "./draft.ts";
import { SWALLOWED_ELEMENTS } from "./html_scan.ts";
import { readDestination } from "./link_destination.ts";

/** Attributes of an element by name, entities decoded. */
type Attributes = Record<string, string>;

const ELEMENTS =
  ("a abbr audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 " +
    "hr i img input ins kbd li mark ol p pre q rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th " +
    "thead time tr u ul var video wbr").split(" ");

/** Deeper elements lose their tags; browsers stop at 512. */
const NESTING_LIMIT = 100;

/** Makes the renderer's HTML safe to show; slots and own ids still carry the draft's mark. */
export function sanitize(html: string, draft: Draft): string {
  return sanitizeHtml(html, {
    ...RULES,
    transformTags: {
      a: changing((attribs) => linkAttributes(attribs, draft)),
      img: changing((attribs) => imageAttributes(attribs, draft)),
      video: changing((attribs) => playerAttributes(attribs, draft)),
      audio: changing((attribs) => playerAttributes(attribs, draft)),
      source: changing(({ src, type }) => ({
        ...embedded(src, draft),
        ...(/^(?:video|audio)\/[\w.+-]+$/.test(type ?? "") && { type: type! }),
      })),
      input: changing((attribs) => ({ ...attribs, disabled: "disabled" })),
      figure: changing(figureAttributes),
      "*": changing((attribs) => withId(attribs, draft)),
    },
  });
}

/** A rule of the sanitiser that keeps the element and changes its attributes. */
function changing(change: (attribs: Attributes) => Attributes) {
  return (tagName: string, attribs: Attributes) => ({
    tagName,
    attribs: change(attribs),
  });
}

const tabIndex = { name: "tabindex", values: ["0", "-1"] };
const alignment = { name: "align", values: ["left", "center", "right"] };

/** Where a box stands, how wide it is, and how its text is set. */
const PLACEMENT = ["at-left", "at-right", "at-center", "w-*", "text-*"];

const RULES = {
  allowedTags: ELEMENTS,
  allowedAttributes: {
    "*": ["id", "title", "lang", "dir", "data-line"],
    a: [
      "href",
      "rel",
      { name: "target", values: ["_blank"] },
      "aria-label",
      { name: "aria-hidden", values: ["true"] },
      tabIndex,
    ],
    img: ["src", "alt", "width", "height", "loading"],
    video: ["src", "width", "height", "controls", "preload", "loop", "muted"],
    audio: ["src", "controls", "preload", "loop", "muted"],
    source: ["src", "type"],
    input: ["type", "checked", "disabled", "aria-label"],
    ol: ["start", "reversed"],
    li: ["value"],
    td: [alignment, "colspan", "rowspan"],
    th: [alignment, "colspan", "rowspan", "scope"],
    div: [
      { name: "role", values: ["group", "region", "note"] },
      tabIndex,
      "aria-label",
      alignment,
    ],
    p: [alignment],
    pre: [tabIndex],
    section: [{ name: "role", values: ["doc-endnotes"] }, "aria-label"],
    details: ["open"],
    figure: ["data-features", "data-per-page"],
    span: [{ name: "aria-hidden", values: ["true"] }],
    time: ["datetime"],
  },
  allowedClasses: {
    a: ["anchor", "footnote-ref", "footnote-back", "edit-section", "external"],
    code: ["hljs", "language-*", "math-source"],
    details: ["spoiler", "fold", "page-index"],
    div: [
      ...["table-scroll", "markdown-alert", "markdown-alert-*", "panel"],
      ...["panel-*", "math", "embedded-page", "info-box", "video-frame"],
      ...["attachment-list", "page-index", ...PLACEMENT],
    ],
    em: ["embedding-error"],
    figure: [
      ...["data-table", "fixed-height", "image-frame", "figure"],
      ...PLACEMENT,
    ],
    li: ["task-list-item"],
    p: [
      ...["markdown-alert-title", "panel-title", "code-language"],
      ...["embedding-error", "embedding-caption"],
    ],
    pre: ["mermaid", "numbered"],
    section: ["footnotes"],
    span: ["hljs-*", "line-numbers"],
    video: ["w-*"],
  },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesAppliedToAttributes: ["href", "src", "cite"],
  allowProtocolRelative: false,
  selfClosing: [...sanitizeHtml.defaults.selfClosing, "source"],
  nonTextTags: [...SWALLOWED_ELEMENTS],
  nestingLimit: NESTING_LIMIT,
  exclusiveFilter: (frame: { tag: string; attribs: Attributes }) =>
    frame.tag === "input" && frame.attribs["type"] !== "checkbox",
};

/** The writer's own ids get a prefix, so that they cannot shadow a name that a script asks for. */
function withId(attribs: Attributes, draft: Draft): Attributes {
  const { id, "data-line": line, ...others } = attribs;
  const rest = line?.startsWith(draft.mark)
    ? { ...others, "data-line": line.slice(draft.mark.length) }
    : others;
  if (id === undefined) return rest;
  if (id.startsWith(draft.mark)) {
    return { ...rest, id: id.slice(draft.mark.length) };
  }
  const written = id.replace(/\s/g, "");
  if (written === "") return rest;
  draft.writtenIds.add(written);
  return { ...rest, id: draft.shownId(`user-content-${written}`) };
}

function linkAttributes(attribs: Attributes, draft: Draft): Attributes {
  const { href, name, rel: _, target, ...rest } = attribs;
  const anchor = name !== undefined && rest["id"] === undefined
    ? { ...rest, id: name }
    : rest;
  if (href === undefined) return anchor;
  const { class: written, ...bare } = anchor;
  const isOwnTab = target === draft.mark;
  const plain = {
    ...bare,
    ...(isOwnTab && { target: "_blank", rel: "noopener" }),
  };
  if (href.startsWith(draft.mark)) {
    const isPencil = written === "edit-section";
    return { href, ...plain, ...(isPencil && { class: written }) };
  }
  const destination = readDestination(href);
  switch (destination.kind) {
    case "outside": {
      const opensTab = draft.options.opensNewTab &&
        /^https?:/i.test(destination.url);
      return {
        href: destination.url,
        rel: "nofollow noopener ugc",
        ...anchor,
        ...(opensTab && { class: "external" }),
        ...((opensTab || isOwnTab) && { target: "_blank" }),
      };
    }
    case "inside": {
      const { kind: _kind, query, ...place } = destination;
      const hole = { kind: "link", ...place, isWikiLink: false } as const;
      const slot = query === "" ? hole : { ...hole, query };
      return { href: draft.addSlot({ kind: "hole", hole: slot }), ...plain };
    }
    case "heading": {
      const { fragment } = destination;
      return { href: draft.addSlot({ kind: "heading", fragment }), ...anchor };
    }
    case "nowhere":
      return anchor;
  }
}

/** What the script of tables reads: words and a number. */
function figureAttributes(attribs: Attributes): Attributes {
  const { "data-features": features, "data-per-page": perPage, ...rest } =
    attribs;
  return {
    ...rest,
    ...(/^[a-z ]{0,40}$/.test(features ?? "-") &&
      { "data-features": features! }),
    ...(/^\d{1,4}$/.test(perPage ?? "") && { "data-per-page": perPage! }),
  };
}

function imageAttributes(attribs: Attributes, draft: Draft): Attributes {
  const { src, alt = "", title } = attribs;
  return {
    ...embedded(src, draft),
    alt,
    loading: "lazy",
    ...(title !== undefined && { title }),
    ...sizeOf(attribs),
  };
}

/** A video or sound always has its controls, and plays when the reader wants it. */
function playerAttributes(attribs: Attributes, draft: Draft): Attributes {
  const { src, title, loop, muted, class: width } = attribs;
  return {
    ...embedded(src, draft),
    ...(width !== undefined && { class: width }),
    controls: "",
    preload: "metadata",
    ...(title !== undefined && { title }),
    ...(loop !== undefined && { loop: "" }),
    ...(muted !== undefined && { muted: "" }),
    ...sizeOf(attribs),
  };
}

function sizeOf(attribs: Attributes): Attributes {
  const size = ["width", "height"].map((name) => [name, attribs[name] ?? ""]);
  return Object.fromEntries(
    size.filter(([, value]) => /^\d{1,4}%?$/.test(value!)),
  );
}

/** The `src` of something shown in the page; none where it may not be shown. */
function embedded(src: string | undefined, draft: Draft): Attributes {
  if (src?.startsWith(draft.mark)) return { src };
  const destination = readDestination(src ?? "");
  if (destination.kind === "outside" && /^https?:/i.test(destination.url)) {
    return { src: destination.url };
  }
  if (destination.kind !== "inside" || destination.target === "") return {};
  const { kind: _kind, query, ...place } = destination;
  const hole = { kind: "embed", ...place, isWikiLink: false } as const;
  const slot = query === "" ? hole : { ...hole, query };
  return { src: draft.addSlot({ kind: "hole", hole: slot }) };
}
