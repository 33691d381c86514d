/**
 * The editor: one form that needs no script. Whatever goes wrong, the typed text stands in the field again.
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
import type { PageBody } from "../../wiki/page_bodies.ts";
import { actionUrl, displayPath } from "../../wiki/page_path.ts";
import type { EditorSettings } from "../editor_settings.ts";
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
  /** Where to go on, in another tab: this one holds the text. */
  readonly link?: { readonly url: string; readonly text: string } | undefined;
}

/** What the editor shows. */
export interface EditorProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly settings: EditorSettings;
  readonly draft: Draft;
  readonly readUrl: string;
  readonly preview: PageBody | null;
  readonly problem: Problem | null;
  /** Whether the text differs from what is stored. */
  readonly isUnsaved: boolean;
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
      scripts={["page.js", "editor.js"]}
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
        isUnsaved={props.isUnsaved}
        buttons={draft.section === undefined
          ? null
          : <a href={actionUrl("edit", draft.path)}>Edit the whole page</a>}
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
        {problem.link
          ? (
            <>
              {" "}
              <a href={problem.link.url} target="_blank" rel="noopener">
                {problem.link.text}
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
