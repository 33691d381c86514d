/** The pages of an import: the form, the plan, and what became of it. @module */
import { NoticeBox } from "../../http/views/form_parts.tsx";
import type { UploadState } from "../../wiki/import_desk.ts";
import type { ImportPlan, Named, Outcome } from "../../wiki/import_plan.ts";
import type { Limits } from "../../wiki/quota.ts";
import { sizeText } from "../../wiki/size_text.ts";
import { MAX_UPLOAD_BYTES } from "../../wiki/upload_limits.ts";

/** What all of these pages say. */
interface OfWiki {
  readonly slug: string;
  /** The wiki's name. */
  readonly name: string;
}

/** What the pages of one upload say. */
interface OfUpload extends OfWiki {
  /** What its sender calls the file. */
  readonly fileName: string;
  /** This page. */
  readonly url: string;
}

/** The form for a file. */
export function ImportForm(
  props: OfWiki & { limits: Limits; problem: string | null },
) {
  const { slug, limits } = props;
  return (
    <>
      <Head {...props} />
      {props.problem === null ? null : (
        <NoticeBox kind="error">
          <p>{props.problem}.</p>
        </NoticeBox>
      )}
      <form
        method="post"
        action={`/app/wiki/${slug}/import`}
        enctype="multipart/form-data"
        class="stacked"
      >
        <div class="field">
          <label for="import-file">A zip or a git bundle</label>
          <input
            id="import-file"
            type="file"
            name="file"
            required
            accept=".zip,.bundle,application/zip"
            aria-describedby="import-file-hint"
          />
          <p class="field-hint" id="import-file-hint">
            At most{" "}
            {sizeText(MAX_UPLOAD_BYTES)}. A large file takes its time: leave
            this page open until the next one appears.
          </p>
        </div>
        <p>
          <button type="submit" class="button button-primary">
            Upload and show the plan
          </button>
        </p>
      </form>
      <p>
        Nothing is changed yet: first you see what would be imported, and what
        would be left out and why.
      </p>
      <h2>What can be imported</h2>
      <dl class="import-kinds">
        <dt>A zip of Markdown files</dt>
        <dd>
          An Obsidian vault, an export of Notion, any folder: each{" "}
          <code>.md</code>{" "}
          file becomes a page, other files are kept beside them. A page may have
          {" "}
          {sizeText(limits.pageBytes)}, another file{" "}
          {sizeText(limits.attachmentBytes)}. It becomes one commit; pages that
          you have already are replaced only if you say so.
        </dd>
        <dt>A git bundle</dt>
        <dd>
          A whole history in one file, as this service exports it and as{" "}
          <code>git bundle create wiki.bundle --all</code>{" "}
          makes it. It must continue this wiki's history, or the wiki must still
          be as it was made.
        </dd>
      </dl>
    </>
  );
}

/** The plan, with its buttons. */
export function ImportPlanView(props: OfUpload & { plan: ImportPlan }) {
  const { plan, url } = props;
  const replaced = plan.pages.changed.count + plan.files.changed.count;
  return (
    <>
      <Head {...props} />
      <p>
        The plan for <strong>{props.fileName}</strong>. Nothing is changed yet.
      </p>
      {plan.refusal === null
        ? <p>{fateText(plan)}</p>
        : (
          <NoticeBox kind="error">
            <p>It cannot be imported. {plan.refusal}</p>
          </NoticeBox>
        )}
      <form method="post" action={url} class="stacked">
        {plan.refusal === null
          ? <Choices plan={plan} replaced={replaced} />
          : null}
        <p class="actions">
          {plan.refusal === null
            ? (
              <button
                type="submit"
                name="do"
                value="import"
                class="button button-primary"
              >
                Import
              </button>
            )
            : null}
          <button type="submit" name="do" value="discard" class="button">
            Discard
          </button>
        </p>
      </form>
      <Counts plan={plan} />
      <Warnings warnings={plan.warnings} />
      <Lists plan={plan} />
    </>
  );
}

/** A file that is being checked, was refused, or was imported. */
export function ImportStateView(
  props: OfUpload & {
    state: Exclude<UploadState, { kind: "checked" }>;
    wikiUrl: string;
  },
) {
  const { state, slug, fileName } = props;
  return (
    <>
      <Head {...props} />
      {state.kind === "done"
        ? (
          <NoticeBox kind="success">
            <p>
              {fileName} was imported: the wiki got{" "}
              {counted(state.result.pages, "page")} and{" "}
              {counted(state.result.files, "file")}.
            </p>
            <p class="actions">
              <a class="button button-primary" href={`${props.wikiUrl}/`}>
                Open the wiki
              </a>
              <a class="button" href={`${props.wikiUrl}/-/changelog`}>
                Changelog
              </a>
            </p>
          </NoticeBox>
        )
        : state.kind === "refused"
        ? (
          <NoticeBox kind="error">
            <p>{fileName} was not imported. {state.reason}.</p>
          </NoticeBox>
        )
        : (
          <NoticeBox kind="info">
            <p>
              {fileName} is being{" "}
              {state.kind === "importing" ? "imported" : "checked"}. This page
              looks again by itself every two seconds.{" "}
              <a href={props.url}>Look now</a>
            </p>
          </NoticeBox>
        )}
      {state.kind === "done" || state.kind === "refused"
        ? (
          <p>
            <a href={`/app/wiki/${slug}/import`}>Import another file</a>
          </p>
        )
        : null}
    </>
  );
}

function Head({ slug, name }: OfWiki) {
  return (
    <>
      <h1>Import into {name}</h1>
      <p>
        <a href={`/app/wiki/${slug}`}>Back to the wiki's settings</a>
      </p>
    </>
  );
}

function fateText({ fate, commits, tags }: ImportPlan): string {
  const brought = `${counted(commits, "commit")}${
    tags === 0 ? "" : ` and ${counted(tags, "tag")}`
  }`;
  switch (fate) {
    case "adds":
      return "It becomes one commit. What was there before stays in the history.";
    case "continues":
      return `The bundle continues the wiki's history: it has ${brought}, the wiki's own among them. Nothing is lost.`;
    case "replaces":
      return `The wiki is still as it was made. It begins anew with the bundle's history (${brought}); its starter pages go.`;
  }
}

/** What can be decided. */
function Choices({ plan, replaced }: { plan: ImportPlan; replaced: number }) {
  const { linkStyle, resolvedLinks } = plan;
  const order = linkStyle === "text_first"
    ? "[[shown text|Page]]"
    : "[[Page|shown text]]";
  const leading = linkStyle === null ? 0 : resolvedLinks[linkStyle];
  const both = resolvedLinks.target_first + resolvedLinks.text_first;
  const linkWords = `${leading} links lead somewhere so, ${
    both - leading
  } the other way round.`;
  return (
    <>
      {plan.kind === "zip" && replaced > 0
        ? (
          <p class="check">
            <label>
              <input type="checkbox" name="replace" value="on" />{" "}
              Replace what the wiki has under the same name: {replaced}{" "}
              of these. Else they stay as they are.
            </label>
          </p>
        )
        : null}
      {linkStyle === null ? null : plan.setsLinkStyle
        ? (
          <p>
            Links will be read as <code>{order}</code>: {linkWords}
          </p>
        )
        : (
          <p class="check">
            <label>
              <input type="checkbox" name="link_style" value="on" />{" "}
              Read the links of the whole wiki as <code>{order}</code>:{" "}
              {linkWords}
            </label>
          </p>
        )}
    </>
  );
}

const OUTCOMES: readonly [Outcome, string][] = [
  ["new", "New"],
  ["changed", "Changed"],
  ["same", "Same"],
  ["gone", "Gone"],
];

function Counts({ plan }: { plan: ImportPlan }) {
  const rows: [string, ImportPlan["pages"]][] = [
    ["Pages", plan.pages],
    ["Other files", plan.files],
  ];
  return (
    <table class="import-counts">
      <caption>What the wiki gets</caption>
      <thead>
        <tr>
          <td></td>
          {OUTCOMES.map(([, title]) => <th scope="col">{title}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map(([title, counts]) => (
          <tr>
            <th scope="row">{title}</th>
            {OUTCOMES.map(([outcome]) => <td>{counts[outcome].count}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <>
      <h2>Worth knowing</h2>
      <ul class="import-names">
        {warnings.map((warning) => <li>{warning}.</li>)}
      </ul>
    </>
  );
}

/** Longest list of what is left out. */
const MAX_LEFT_OUT = 300;

function Lists({ plan: { pages, files, leftOut } }: { plan: ImportPlan }) {
  const shown = leftOut.slice(0, MAX_LEFT_OUT);
  return (
    <>
      {leftOut.length === 0 ? null : (
        <>
          <h2>Left out ({leftOut.length})</h2>
          <ul class="import-names">
            {shown.map(({ name, reason }) => (
              <li>
                <bdi>{name}</bdi>: {reason}
              </li>
            ))}
            {shown.length < leftOut.length
              ? <li>and {leftOut.length - shown.length} more</li>
              : null}
          </ul>
        </>
      )}
      <h2>By name</h2>
      <NameList title="New pages" names={pages.new} />
      <NameList title="Changed pages" names={pages.changed} />
      <NameList title="Pages that go" names={pages.gone} />
      <NameList title="New files" names={files.new} />
      <NameList title="Changed files" names={files.changed} />
      <NameList title="Files that go" names={files.gone} />
    </>
  );
}

function NameList({ title, names }: { title: string; names: Named }) {
  const { count, first } = names;
  if (count === 0) return null;
  return (
    <details>
      <summary>{title} ({count})</summary>
      <ul class="import-names">
        {first.map((name) => (
          <li>
            <bdi>{name}</bdi>
          </li>
        ))}
        {first.length < count ? <li>and {count - first.length} more</li> : null}
      </ul>
    </details>
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
