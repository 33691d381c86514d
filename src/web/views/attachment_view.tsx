/**
 * One file: what it is, its versions, and the forms that replace, rename and delete it.
 *
 * @module
 */
import { Field, TimeOf } from "../../http/views/form_parts.tsx";
import type { Rights } from "../../wiki/access.ts";
import type { AttachmentChange } from "../../wiki/attachments.ts";
import { actionUrl, displayName, lastSegment } from "../../wiki/page_path.ts";
import type { AttachmentShape } from "../attachments.tsx";
import { FilePicker, FilePicture } from "./attachments_view.tsx";
import { sizeText } from "../../wiki/size_text.ts";
import {
  AgentBadge,
  authorOf,
  shortRevision,
  subjectOf,
} from "./change_line.tsx";
import { type Problem, ProblemBox } from "./editor_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** What is shown of a file. */
export interface ShownFile extends AttachmentShape {
  /** The page that it belongs to; empty: the root. */
  readonly page: string;
  readonly revision: string;
}

/** A file's properties. */
export function AttachmentView(
  props: {
    layout: Layout;
    file: ShownFile;
    history: readonly AttachmentChange[];
    rights: Pick<Rights, "write" | "upload">;
    maxBytes: number;
    problem: Problem | null;
  },
) {
  const { file, rights } = props;
  return (
    <WikiLayout
      {...props.layout}
      title={`File: ${file.name}`}
      scripts={["attachments.js"]}
    >
      <h1>File: {file.name}</h1>
      <ProblemBox problem={props.problem} />
      <div class="file-facts">
        <FilePicture file={file} />
        <dl class="facts">
          <dt>Size</dt>
          <dd>{sizeText(file.sizeBytes)}</dd>
          <dt>Type</dt>
          <dd>{file.type}</dd>
          <dt>Page</dt>
          <dd>
            <a href={actionUrl("attachments", file.page)}>
              {file.page === "" ? "the root" : displayName(file.page)}
            </a>
          </dd>
          <dt>In a text</dt>
          <dd>
            <code>{file.markdown}</code>
          </dd>
        </dl>
      </div>
      <p>
        <a class="button" href={file.url}>Open or download</a>
      </p>
      <h2>Versions</h2>
      <ol class="changes">
        {props.history.map((change) => <Version change={change} />)}
      </ol>
      {rights.upload ? <Replacing {...props} /> : null}
      {rights.write ? <Renaming file={file} /> : null}
      {rights.write ? <Deleting file={file} /> : null}
    </WikiLayout>
  );
}

function Version(props: { change: AttachmentChange }) {
  const { change } = props;
  const url = actionUrl("file", change.path, { revision: change.revision });
  const name = lastSegment(change.path);
  return (
    <li>
      <div class="change-what">
        {subjectOf(change)}
        {change.kind === "changed" ? null : (
          <>
            {" "}
            <span class="badge">{change.kind}</span>
          </>
        )}
      </div>
      <div class="change-who">
        <TimeOf at={change.at} />
        <span>{authorOf(change)}</span>
        <AgentBadge change={change} />
        {change.sizeBytes === null ? null : (
          <>
            <span>{sizeText(change.sizeBytes)}</span>
            <a href={url}>
              This version<span class="visually-hidden">of {name}</span>
            </a>
          </>
        )}
        <a class="revision" href={`/-/commit/${change.revision}`}>
          {shortRevision(change.revision)}
        </a>
      </div>
    </li>
  );
}

/** A new version of the file. */
function Replacing(props: { file: ShownFile; maxBytes: number }) {
  const { file } = props;
  return (
    <details class="file-form">
      <summary>Replace it</summary>
      <form
        method="post"
        action={actionUrl("attachments", file.page)}
        enctype="multipart/form-data"
        data-upload
        data-max-bytes={String(props.maxBytes)}
      >
        <input type="hidden" name="replace" value={file.name} />
        <input type="hidden" name="base" value={file.revision} />
        <FilePicker
          id="replace-file"
          label="The new version"
          maxBytes={props.maxBytes}
        />
        <Field
          id="replace-message"
          name="message"
          label="What is new? (optional)"
          maxLength={500}
        />
        <div class="actions">
          <button type="submit">Replace</button>
        </div>
        <div class="upload-state" role="status" hidden></div>
      </form>
    </details>
  );
}

function Renaming(props: { file: ShownFile }) {
  const { file } = props;
  return (
    <details class="file-form">
      <summary>Rename it</summary>
      <form method="post" action={actionUrl("attachment", file.path)}>
        <input type="hidden" name="base" value={file.revision} />
        <Field
          name="new_filename"
          label="New name"
          value={file.name}
          maxLength={255}
          hint="Links to it are changed too."
          required
        />
        <Field
          id="rename-message"
          name="message"
          label="Why? (optional)"
          maxLength={500}
        />
        <div class="actions">
          <button type="submit">Rename</button>
        </div>
      </form>
    </details>
  );
}

function Deleting(props: { file: ShownFile }) {
  const { file } = props;
  return (
    <details class="file-form">
      <summary>Delete it</summary>
      <form method="post" action={actionUrl("attachment", file.path)}>
        <input type="hidden" name="base" value={file.revision} />
        <p>The file is removed; its versions stay in the history.</p>
        <Field
          id="delete-message"
          name="message"
          label="Why? (optional)"
          maxLength={500}
        />
        <div class="actions">
          <button type="submit" name="delete" value="yes" class="button-danger">
            Delete this file
          </button>
        </div>
      </form>
    </details>
  );
}
