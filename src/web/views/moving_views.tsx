/**
 * Forms that move or undo: rename a page, delete it, revert a commit, restore a revision.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import { Field, TimeOf } from "../../http/views/form_parts.tsx";
import { counted } from "../../wiki/counted.ts";
import type { Change } from "../../wiki/history.ts";
import { actionUrl, displayName, displayPath } from "../../wiki/page_path.ts";
import type { Move, RenamePlan } from "../../wiki/rename.ts";
import { authorOf, shortRevision, subjectOf } from "./change_line.tsx";
import { type Problem, ProblemBox } from "./editor_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** Most names that a preview lists of each kind. */
const MAX_NAMED = 100;

/** What the form to rename holds. */
export interface RenameDraft {
  readonly path: string;
  readonly newPath: string;
  readonly message: string;
  readonly base: string;
  readonly updateLinks: boolean;
}

/** Asks for the new name; with a plan, shows what would change and asks whether to go on. */
export function RenameView(
  props: {
    layout: Layout;
    draft: RenameDraft;
    readUrl: string;
    plan: RenamePlan | null;
    problem: Problem | null;
  },
) {
  const { draft, plan } = props;
  const { path } = draft;
  return (
    <WikiLayout {...props.layout} title={`Rename: ${displayName(path)}`}>
      <h1>Rename: {displayPath(path)}</h1>
      <ProblemBox problem={props.problem} />
      {plan === null
        ? (
          <p>
            Its sub-pages and attachments move with it. The old address leads to
            the new one.
          </p>
        )
        : <Plan plan={plan} updatesLinks={draft.updateLinks} />}
      <RenameForm
        draft={draft}
        readUrl={props.readUrl}
        isPreviewed={plan !== null}
      />
    </WikiLayout>
  );
}

/** The fields; who has seen what will change may do it. */
function RenameForm(
  props: { draft: RenameDraft; readUrl: string; isPreviewed: boolean },
) {
  const { draft, isPreviewed } = props;
  return (
    <form method="post" action={actionUrl("rename", draft.path)}>
      <input type="hidden" name="base" value={draft.base} />
      <Field
        name="new_path"
        label="New name"
        value={draft.newPath}
        hint="A slash makes a sub-page: People/Ada Lovelace"
        maxLength={1024}
        required
        autofocus={!isPreviewed}
      />
      <Field
        name="message"
        label="Why? (optional)"
        value={draft.message}
        maxLength={500}
      />
      <Check
        name="update_links"
        label="Change the links that lead to it"
        isChecked={draft.updateLinks}
      />
      <div class="actions">
        {!isPreviewed ? null : (
          <button
            type="submit"
            name="action"
            value="rename"
            class="button-primary"
          >
            Rename it
          </button>
        )}
        <button
          type="submit"
          name="action"
          value="preview"
          class={isPreviewed ? undefined : "button-primary"}
        >
          {isPreviewed ? "Show again" : "Show what will change"}
        </button>
        <a href={props.readUrl}>Cancel</a>
      </div>
    </form>
  );
}

/** What a renaming would do. */
function Plan(props: { plan: RenamePlan; updatesLinks: boolean }) {
  const { pages, files, rewritten, newPath } = props.plan;
  const links = rewritten.reduce((sum, page) => sum + page.links, 0);
  return (
    <section class="plan" aria-labelledby="plan-title">
      <h2 id="plan-title">What will change</h2>
      <p>
        {counted(pages.length, "page moves", "pages move")}
        {files.length === 0
          ? null
          : <>, with {counted(files.length, "attachment")}</>}.{" "}
        {props.updatesLinks
          ? (
            <>
              {counted(links, "link changes", "links change")} in{" "}
              {counted(rewritten.length, "page")}.
            </>
          )
          : (
            <>
              No link changes; links to the old name lead to “{displayPath(
                newPath,
              )}”.
            </>
          )}
      </p>
      <Names title="Pages that move" names={pages.map(arrow)} />
      <Names title="Attachments that move" names={files.map(arrow)} />
      <Names
        title="Pages whose links change"
        names={rewritten.map(({ path, links }) => (
          <>
            {displayPath(path)}{" "}
            <span class="muted">{counted(links, "link")}</span>
          </>
        ))}
      />
    </section>
  );
}

function arrow({ from, to }: Move) {
  return (
    <>
      {displayPath(from)} <span aria-label="becomes">→</span> {displayPath(to)}
    </>
  );
}

/** A list that is opened by whoever wants to know. */
function Names(props: { title: string; names: readonly Child[] }) {
  const { title, names } = props;
  if (names.length === 0) return null;
  return (
    <details open={names.length <= 5}>
      <summary>{title} ({String(names.length)})</summary>
      <ul>
        {names.slice(0, MAX_NAMED).map((name) => <li>{name}</li>)}
        {names.length > MAX_NAMED
          ? <li class="muted">and {String(names.length - MAX_NAMED)} more</li>
          : null}
      </ul>
    </details>
  );
}

/** Asks before a page is deleted. */
export function DeleteView(
  props: {
    layout: Layout;
    path: string;
    base: string;
    message: string;
    readUrl: string;
    linkedFrom: number;
    /** How many lie in the folder of its name. */
    below: { readonly pages: number; readonly files: number };
    isRecursive: boolean;
    problem: Problem | null;
  },
) {
  const { path, below } = props;
  const hasBelow = below.pages + below.files > 0;
  return (
    <WikiLayout {...props.layout} title={`Delete: ${displayName(path)}`}>
      <h1>Delete: {displayPath(path)}</h1>
      <ProblemBox problem={props.problem} />
      <p>
        The page is removed; its history stays, and the deletion can be
        reverted.{" "}
        {props.linkedFrom === 0 ? null : (
          <a href={actionUrl("links", path)}>
            {counted(props.linkedFrom, "page links", "pages link")} to it.
          </a>
        )}
      </p>
      <form method="post" action={actionUrl("delete", path)}>
        <input type="hidden" name="base" value={props.base} />
        {hasBelow
          ? (
            <Check
              name="recursive"
              label={`Delete what lies below it, too: ${
                [
                  below.pages > 0 ? counted(below.pages, "sub-page") : "",
                  below.files > 0 ? counted(below.files, "attachment") : "",
                ].filter(Boolean).join(" and ")
              }`}
              isChecked={props.isRecursive}
            />
          )
          : null}
        <Field
          name="message"
          label="Why? (optional)"
          value={props.message}
          maxLength={500}
        />
        <div class="actions">
          <button type="submit" class="button-danger">Delete this page</button>
          <a href={props.readUrl}>Cancel</a>
        </div>
      </form>
    </WikiLayout>
  );
}

/** Asks before a commit is undone. */
export function RevertView(
  props: {
    layout: Layout;
    change: Change;
    message: string;
    problem: Problem | null;
    /** Files that were changed in the same place since. */
    refused: readonly string[];
  },
) {
  const { change, refused } = props;
  const commitUrl = `/-/commit/${change.revision}`;
  return (
    <WikiLayout {...props.layout} title={`Revert: ${subjectOf(change)}`}>
      <h1>Revert a change</h1>
      <ProblemBox problem={props.problem} />
      {refused.length === 0 ? null : (
        <ul>
          {refused.map((path) => (
            <li>
              <code>{path}</code>
            </li>
          ))}
        </ul>
      )}
      <p>
        What this change did is taken back in a new change; what others did
        since stays.
      </p>
      <ChangeFacts change={change} />
      <form method="post" action={`/-/revert/${change.revision}`}>
        <Field
          name="message"
          label="Message"
          value={props.message}
          maxLength={500}
        />
        <div class="actions">
          <button type="submit" class="button-primary">Revert it</button>
          <a href={commitUrl}>Cancel</a>
        </div>
      </form>
    </WikiLayout>
  );
}

/** Asks before an older text takes the place of the page's. */
export function RestoreView(
  props: {
    layout: Layout;
    path: string;
    change: Change;
    /** Empty: the page was deleted. */
    base: string;
    message: string;
    problem: Problem | null;
  },
) {
  const { path, change, base } = props;
  const { revision } = change;
  return (
    <WikiLayout {...props.layout} title={`Restore: ${displayName(path)}`}>
      <h1>Restore: {displayPath(path)}</h1>
      <ProblemBox problem={props.problem} />
      <p>
        {base === ""
          ? "The page was deleted; it is made again with the text of this revision. "
          : "The text of this revision takes the place of the current one, which stays in the history. "}
        <a href={actionUrl("view", path, { revision })}>Read it</a>
        {base === "" ? null : (
          <>
            {" "}·{" "}
            <a href={actionUrl("diff", path, { from: revision, to: "HEAD" })}>
              Compare it with the current text
            </a>
          </>
        )}
      </p>
      <ChangeFacts change={change} />
      <form method="post" action={actionUrl("restore", path)}>
        <input type="hidden" name="base" value={base} />
        <input type="hidden" name="revision" value={revision} />
        <Field
          name="message"
          label="Why? (optional)"
          value={props.message}
          maxLength={500}
        />
        <div class="actions">
          <button type="submit" class="button-primary">
            Restore this revision
          </button>
          <a href={actionUrl("history", path)}>Cancel</a>
        </div>
      </form>
    </WikiLayout>
  );
}

function ChangeFacts(props: { change: Change }) {
  const { change } = props;
  return (
    <dl class="facts">
      <dt>Change</dt>
      <dd>
        <a href={`/-/commit/${change.revision}`}>{subjectOf(change)}</a>
      </dd>
      <dt>Revision</dt>
      <dd class="revision">{shortRevision(change.revision)}</dd>
      <dt>Author</dt>
      <dd>{authorOf(change)}</dd>
      <dt>Time</dt>
      <dd>
        <TimeOf at={change.at} />
      </dd>
    </dl>
  );
}

/** A labelled checkbox. */
function Check(props: { name: string; label: string; isChecked: boolean }) {
  return (
    <p class="field field-check">
      <label>
        <input
          type="checkbox"
          name={props.name}
          value="on"
          checked={props.isChecked}
        />{" "}
        {props.label}
      </label>
    </p>
  );
}
