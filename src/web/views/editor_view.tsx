/**
 * The editor: one form that needs no script, and the conflict page, which is the same form beside what
 * the others wrote. Whatever goes wrong, the typed text stands in the field again.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import { Prose } from "../../http/views/document.tsx";
import {
  Field,
  type Notice,
  NoticeBox,
  TextArea,
} from "../../http/views/form_parts.tsx";
import type { LineDiff } from "../../git/line_diff.ts";
import type { Change } from "../../wiki/history.ts";
import type { PageBody } from "../../wiki/page_bodies.ts";
import { actionUrl, displayPath } from "../../wiki/page_path.ts";
import type { EditorSettings } from "../editor_settings.ts";
import { ChangeWho } from "./change_line.tsx";
import { DiffTable } from "./diff_table.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What is being typed. */
export interface Draft {
  readonly path: string;
  readonly text: string;
  readonly message: string;
  /** Revision that the text began from; empty: the page is new. */
  readonly base: string;
  /** The section that `text` is, by the id of its heading; left out: it is the whole page. */
  readonly section?: string | undefined;
}

/** A failed save, said to the writer. */
export interface Problem {
  readonly kind: Notice["kind"];
  readonly text: string;
  /** Where to sign in again, in another tab. */
  readonly signInUrl?: string | undefined;
}

/** What the editor shows. */
export interface EditorProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly settings: EditorSettings;
  readonly draft: Draft;
  readonly readUrl: string;
  readonly preview: PageBody | null;
  readonly problem: Problem | null;
}

/** A complete document; give it to `documentHtml`. */
export function EditorView(props: EditorProps) {
  const { draft, preview, problem } = props;
  const name = displayPath(draft.path);
  const title = draft.base === ""
    ? `New page: ${name}`
    : draft.section !== undefined
    ? `Edit a section: ${name}`
    : `Edit: ${name}`;
  return (
    <WikiLayout
      {...props.layout}
      title={title}
      scripts={["editor.js"]}
      width="wide"
    >
      <div class="title-bar">
        <h1>{title}</h1>
      </div>
      <ProblemBox problem={problem} />
      {preview ? <Preview body={preview} /> : null}
      <EditForm
        draft={draft}
        settings={props.settings}
        readUrl={props.readUrl}
        isUnsaved={preview !== null || problem !== null}
      />
    </WikiLayout>
  );
}

/** What went wrong, above the text that was typed. */
export function ProblemBox(props: { problem: Problem | null }) {
  const { problem } = props;
  if (problem === null) return null;
  return (
    <NoticeBox kind={problem.kind}>
      <p>
        {problem.text}
        {problem.signInUrl
          ? (
            <>
              {" "}
              <a href={problem.signInUrl} target="_blank" rel="noopener">
                Sign in (opens a new tab)
              </a>
            </>
          )
          : null}
      </p>
    </NoticeBox>
  );
}

/** What the form holds. */
export interface EditFormProps {
  readonly draft: Draft;
  readonly settings: EditorSettings;
  readonly readUrl: string;
  /** Whether the text differs from what is stored. */
  readonly isUnsaved: boolean;
  readonly label?: string | undefined;
  /** Further hidden fields. */
  readonly hidden?: Readonly<Record<string, string>> | undefined;
  /** Further buttons, behind "Preview". */
  readonly buttons?: Child;
  /** What stands before the text, within the form. */
  readonly children?: Child;
}

/**
 * The form: text, message, base, and the two buttons. The script reads what it needs from the data attributes; the page's
 * encoded path is `data-page`, with a slash before it, to be put behind `/-/preview`, `/-/draft` and their sisters.
 */
export function EditForm(props: EditFormProps) {
  const { draft, settings } = props;
  return (
    <form
      class="editor"
      method="post"
      action={actionUrl("edit", draft.path)}
      data-editor={props.isUnsaved ? "unsaved" : "stored"}
      data-page={actionUrl("edit", draft.path).slice("/-/edit".length)}
      data-read-url={props.readUrl}
      data-link-style={settings.linkStyle}
      data-can-upload={settings.canUpload ? "yes" : undefined}
      data-writer={settings.writer ?? undefined}
      data-style-nonce={settings.styleNonce}
    >
      <HiddenFields {...props} />
      {props.children}
      <TextArea
        name="text"
        label={props.label ?? "Text (Markdown)"}
        text={draft.text}
      />
      <MessageField message={draft.message} asked={settings.message} />
      <div class="actions">
        <button
          type="submit"
          name="action"
          value="save"
          class="button-primary"
          accesskey="s"
        >
          Save
        </button>
        <button
          type="submit"
          name="action"
          value="preview"
          accesskey="p"
          formnovalidate
        >
          Preview
        </button>
        {props.buttons}
        <a href={props.readUrl}>Cancel</a>
      </div>
    </form>
  );
}

/** What a save has to know beside the text. `writer` tells a save that comes after the session has ended. */
function HiddenFields({ draft, settings, hidden }: EditFormProps) {
  const fields = {
    base: draft.base,
    ...(draft.section === undefined ? {} : { section: draft.section }),
    ...(settings.writer === null ? {} : { writer: settings.writer }),
    ...hidden,
  };
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** Asks what was changed, where the wiki wants to know. */
function MessageField(
  props: { message: string; asked: EditorSettings["message"] },
) {
  if (props.asked === "DISABLED") return null;
  const isRequired = props.asked === "REQUIRED";
  return (
    <Field
      name="message"
      label={isRequired
        ? "What did you change?"
        : "What did you change? (optional)"}
      value={props.message}
      maxLength={500}
      required={isRequired}
    />
  );
}

/** The text as it will look. */
function Preview(props: { body: PageBody }) {
  const { body } = props;
  return (
    <section class="preview" aria-labelledby="preview-title">
      <h2 id="preview-title" class="preview-title">
        Preview – not saved yet
      </h2>
      {body.shownAsText === null
        ? null
        : <p class="muted">Shown as plain text: {body.shownAsText}</p>}
      <Prose html={body.html} />
    </section>
  );
}

/** What the conflict page shows. */
export interface ConflictProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly settings: EditorSettings;
  /** The writer's text; its base is already the current revision. */
  readonly draft: Draft;
  readonly readUrl: string;
  /** What happened, in a sentence. */
  readonly sentence: string;
  /** The current text, or `null` where the page is gone. */
  readonly theirs: string | null;
  readonly theirChange: Change | undefined;
  /** Base → theirs; `null`: nothing to compare, `undefined`: too different. */
  readonly theirDiff: LineDiff | null | undefined;
  /** Theirs → yours. */
  readonly yourDiff: LineDiff | null | undefined;
  readonly preview: PageBody | null;
}

/** A complete document; give it to `documentHtml`. */
export function ConflictView(props: ConflictProps) {
  const { draft, theirs, theirDiff, yourDiff } = props;
  const name = displayPath(draft.path);
  return (
    <WikiLayout
      {...props.layout}
      title={`Conflict: ${name}`}
      scripts={["editor.js"]}
      width="wide"
    >
      <div class="title-bar">
        <h1>Conflict: {name}</h1>
      </div>
      <NoticeBox kind="error">
        <h2>Nothing was saved, and nothing you typed is lost</h2>
        <p>{props.sentence}</p>
        {props.theirChange ? <ChangeWho change={props.theirChange} /> : null}
      </NoticeBox>
      <h2>Your text</h2>
      <EditForm
        draft={draft}
        settings={props.settings}
        readUrl={props.readUrl}
        isUnsaved
        label={theirs === null
          ? "Saving this creates the page again"
          : "Bring the two together here; saving replaces the current text"}
      />
      {theirDiff === null
        ? null
        : <Compared title="What changed since you began" diff={theirDiff} />}
      {yourDiff === null ? null : (
        <Compared
          title="How your text differs from the current one"
          diff={yourDiff}
        />
      )}
      {theirs === null ? null : <CurrentText text={theirs} />}
    </WikiLayout>
  );
}

/** Two texts, compared. */
function Compared(props: { title: string; diff: LineDiff | undefined }) {
  return (
    <section>
      <h2>{props.title}</h2>
      <DiffTable diff={props.diff} label={props.title} />
    </section>
  );
}

/** The text that is stored now, to copy from. */
function CurrentText(props: { text: string }): Child {
  return (
    <section>
      <h2>The current text</h2>
      <TextArea
        name="theirs"
        id="current-text"
        label="As it is stored now"
        text={props.text}
        rows={14}
        isReadonly
      />
    </section>
  );
}
