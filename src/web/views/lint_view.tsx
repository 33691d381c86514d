/** Housekeeping: what in a wiki wants attention, kind by kind. @module */
import { NoticeBox, TimeOf } from "../../http/views/form_parts.tsx";
import type { Finding, LintKind, LintPart } from "../../wiki/lint.ts";
import {
  actionUrl,
  displayPath,
  fileUrl,
  pageUrl,
} from "../../wiki/page_path.ts";
import { sizeText } from "../../wiki/size_text.ts";
import { createUrl } from "./index_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** What a kind is called, and what to do about it. */
const WORDS: Readonly<
  Record<LintKind, readonly [title: string, help: string]>
> = {
  broken_links: [
    "Broken links",
    "Links and pictures that lead nowhere. Mend the link, or write the page.",
  ],
  wanted_pages: [
    "Most wanted pages",
    "Pages that others link to and nobody has written.",
  ],
  broken_anchors: [
    "Broken anchors",
    "Links to a heading that the page does not have; they lead to its top.",
  ],
  orphans: [
    "Orphans",
    "Pages that no other page links to. Readers find them by searching only.",
  ],
  empty_pages: [
    "Empty pages",
    "Pages that hold nothing but headings. Fill them, or delete them.",
  ],
  oversized_pages: [
    "Oversized pages",
    "Pages above 100,000 bytes: long to read, and more than an agent reads at once. Split them.",
  ],
  duplicate_titles: [
    "Duplicate titles",
    "Titles that several pages have: in search results nobody can tell them apart.",
  ],
  unused_attachments: [
    "Unused files",
    "Files that no page shows and no page links to.",
  ],
  bad_front_matter: [
    "Front matter that cannot be read",
    "The lines between --- at the top are no YAML mapping, or far too long: tags and title in them do not count.",
  ],
  stale_pages: [
    "Stale pages",
    "Pages that nobody has changed for a year, the oldest first.",
  ],
};

/** What a kind is called. */
function titleOfKind(kind: LintKind): string {
  return WORDS[kind][0];
}

/** All kinds with the first findings of each, or one kind with more. */
export function LintView(
  props: {
    layout: Layout;
    parts: readonly LintPart[];
    /** The one kind that is shown; `null`: all. */
    kind: LintKind | null;
    isComplete: boolean;
    canWrite: boolean;
    hasDrafts: boolean;
    problem: string | null;
    /** Findings before the first that is shown. */
    offset: number;
    /** The next part of the one kind. */
    nextUrl: string | null;
  },
) {
  const { parts, kind } = props;
  const title = kind === null ? "Housekeeping" : titleOfKind(kind);
  const hasNone = parts.every(({ total }) => total === 0);
  return (
    <WikiLayout {...props.layout} title={title}>
      <h1>{title}</h1>
      {props.problem === null ? null : (
        <NoticeBox kind="error">
          <p>{props.problem}</p>
        </NoticeBox>
      )}
      {props.isComplete ? null : (
        <NoticeBox kind="info">
          <p>Some pages are still being read, so there may be more to find.</p>
        </NoticeBox>
      )}
      {kind === null
        ? <Overview parts={parts} hasDrafts={props.hasDrafts} />
        : (
          <p>
            <a href="/-/lint">All of housekeeping</a>
          </p>
        )}
      {kind === null && hasNone
        ? <p>Nothing wants attention. The wiki is in good order.</p>
        : null}
      {parts.filter(({ total }) => total > 0 || kind !== null).map((part) => (
        <KindSection
          part={part}
          isAlone={kind !== null}
          canWrite={props.canWrite}
          offset={props.offset}
        />
      ))}
      {props.nextUrl === null ? null : (
        <p>
          <a href={props.nextUrl} rel="next">More</a>
        </p>
      )}
    </WikiLayout>
  );
}

/** How many of each kind. */
function Overview(
  props: { parts: readonly LintPart[]; hasDrafts: boolean },
) {
  return (
    <nav class="lint-overview" aria-label="Kinds">
      <ul>
        {props.parts.map((part) => (
          <li class={part.total === 0 ? "lint-none" : undefined}>
            {part.total === 0
              ? <span>{titleOfKind(part.kind)}</span>
              : <a href={`#${part.kind}`}>{titleOfKind(part.kind)}</a>}{" "}
            <span class="lint-count">{countOf(part)}</span>
          </li>
        ))}
        {props.hasDrafts
          ? (
            <li>
              <a href="/-/drafts">My drafts</a>
            </li>
          )
          : null}
      </ul>
    </nav>
  );
}

function countOf({ total, isCut }: LintPart): string {
  return isCut ? `${total}+` : String(total);
}

interface SectionProps {
  readonly part: LintPart;
  readonly isAlone: boolean;
  readonly canWrite: boolean;
  readonly offset: number;
}

function KindSection({ part, isAlone, canWrite, offset }: SectionProps) {
  const { kind, findings, total } = part;
  const [title, help] = WORDS[kind];
  const isCleanable = kind === "empty_pages" && canWrite && findings.length > 0;
  const shown = offset + findings.length;
  const count = countOf(part);
  const list = (
    <ul class="findings">
      {findings.map((finding) => (
        <li>
          <FindingLine
            kind={kind}
            finding={finding}
            canWrite={canWrite}
            isCleanable={isCleanable}
          />
        </li>
      ))}
    </ul>
  );
  return (
    <section class="lint-kind" aria-labelledby={kind}>
      <h2 id={kind} class={isAlone ? "visually-hidden" : undefined}>
        {title} <span class="lint-count">{count}</span>
      </h2>
      <p class="muted">{help}</p>
      {findings.length === 0
        ? <p>Nothing here.</p>
        : isCleanable
        ? (
          <form method="post" action="/-/lint/delete-empty">
            {list}
            <div class="actions">
              <button type="submit" class="button-danger">
                Delete the chosen pages
              </button>
            </div>
          </form>
        )
        : list}
      {!isAlone && total > shown
        ? (
          <p>
            <a href={`/-/lint?kind=${kind}`}>All {count}</a>
          </p>
        )
        : null}
    </section>
  );
}

interface LineProps {
  readonly kind: LintKind;
  readonly finding: Finding;
  readonly canWrite: boolean;
  readonly isCleanable: boolean;
}

function FindingLine({ kind, finding, canWrite, isCleanable }: LineProps) {
  const { path } = finding;
  switch (kind) {
    case "broken_links":
    case "broken_anchors":
      return <LinkLine finding={finding} canWrite={canWrite} />;
    case "wanted_pages":
      return <WantedLine finding={finding} canWrite={canWrite} />;
    case "duplicate_titles":
      return <TitleLine finding={finding} />;
    case "unused_attachments":
      return (
        <>
          <a href={fileUrl(path)}>{path}</a>{" "}
          <span class="muted">{sizeText(finding.sizeBytes ?? 0)}</span>
        </>
      );
    case "oversized_pages":
      return (
        <>
          <PageLink path={path} />{" "}
          <span class="muted">{sizeText(finding.sizeBytes ?? 0)}</span>
        </>
      );
    case "stale_pages":
      return (
        <>
          <PageLink path={path} />{" "}
          <span class="muted">
            <TimeOf at={finding.changedAt ?? ""} form="day" />
          </span>
        </>
      );
    default:
      return isCleanable
        ? (
          <label class="choice">
            <input type="checkbox" name="page" value={path} />
            <span>
              <PageLink path={path} />
            </span>
          </label>
        )
        : <PageLink path={path} />;
  }
}

function PageLink(props: { path: string }) {
  return <a href={pageUrl(props.path)}>{displayPath(props.path)}</a>;
}

function LinkLine(props: { finding: Finding; canWrite: boolean }) {
  const { path, target = "" } = props.finding;
  return (
    <>
      <PageLink path={path} /> <span class="muted">names</span>{" "}
      <code>{target}</code>
      {props.canWrite
        ? (
          <>
            {" "}
            <a href={actionUrl("edit", path)}>
              Edit<span class="visually-hidden">{displayPath(path)}</span>
            </a>
          </>
        )
        : null}
    </>
  );
}

function WantedLine(props: { finding: Finding; canWrite: boolean }) {
  const { path, count = 0, pages = [] } = props.finding;
  const name = displayPath(path);
  const more = count - pages.length;
  return (
    <>
      {props.canWrite
        ? <a class="missing" href={createUrl(path)}>{name}</a>
        : <strong>{name}</strong>} <span class="muted">wanted by</span>{" "}
      {pages.map((page, i) => (
        <>
          {i === 0 ? "" : ", "}
          <PageLink path={page} />
        </>
      ))}
      {more > 0 ? <span class="muted">and {String(more)} more</span> : null}
    </>
  );
}

function TitleLine({ finding }: { finding: Finding }) {
  const { title = "", pages = [], count = 0 } = finding;
  const more = count - pages.length;
  return (
    <>
      <strong>{title}</strong>: {pages.map((page, i) => (
        <>
          {i === 0 ? "" : ", "}
          <PageLink path={page} />
        </>
      ))}
      {more > 0 ? <span class="muted">and {String(more)} more</span> : null}
    </>
  );
}
