/**
 * The files of a page: a list with small pictures, and the form that adds more. A script adds dropping and progress.
 *
 * @module
 */
import { Field, TimeOf } from "../../http/views/form_parts.tsx";
import type { Change } from "../../wiki/history.ts";
import { actionUrl, displayName } from "../../wiki/page_path.ts";
import { sizeText } from "../../wiki/size_text.ts";
import type { AttachmentShape } from "../attachments.tsx";
import { AgentBadge, authorOf, shortRevision } from "./change_line.tsx";
import { type Problem, ProblemBox } from "./editor_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** A file in the list. */
export interface ListedFile extends AttachmentShape {
  readonly revision: string;
  readonly change: Change;
}

/** The list and, for those who may, the form. */
export function AttachmentsView(
  props: {
    layout: Layout;
    /** Empty: the root. */
    page: string;
    files: readonly ListedFile[];
    /** `null`: the visitor may not upload. */
    upload: { readonly maxBytes: number } | null;
    problem: Problem | null;
  },
) {
  const { page, files, upload } = props;
  const title = page === ""
    ? "Files at the root"
    : `Attachments: ${displayName(page)}`;
  return (
    <WikiLayout {...props.layout} title={title} scripts={["attachments.js"]}>
      <h1>{title}</h1>
      <ProblemBox problem={props.problem} />
      {upload === null ? null : (
        <UploadForm
          action={actionUrl("attachments", page)}
          maxBytes={upload.maxBytes}
        />
      )}
      {files.length === 0
        ? <p class="muted">There are no files here.</p>
        : (
          <ul class="files">
            {files.map((file) => <FileLine file={file} />)}
          </ul>
        )}
    </WikiLayout>
  );
}

/** Adds files. */
function UploadForm(props: { action: string; maxBytes: number }) {
  return (
    <form
      class="upload"
      method="post"
      action={props.action}
      enctype="multipart/form-data"
      data-upload
      data-max-bytes={String(props.maxBytes)}
    >
      <FilePicker
        id="upload-file"
        label="Add files"
        maxBytes={props.maxBytes}
        isMultiple
      />
      <Field
        name="message"
        label="What are they for? (optional)"
        maxLength={500}
      />
      <div class="actions">
        <button type="submit" class="button-primary">Upload</button>
      </div>
      <div class="upload-state" role="status" hidden></div>
    </form>
  );
}

/** Chooses files. */
export function FilePicker(
  props: {
    id: string;
    label: string;
    maxBytes: number;
    isMultiple?: boolean;
  },
) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <input
        id={props.id}
        type="file"
        name="file"
        multiple={props.isMultiple}
        required
        aria-describedby={`${props.id}-hint`}
      />
      <p class="field-hint" id={`${props.id}-hint`}>
        At most {sizeText(props.maxBytes)} a file.
      </p>
    </div>
  );
}

function FileLine(props: { file: ListedFile }) {
  const { file } = props;
  const { change } = file;
  const properties = actionUrl("attachment", file.path);
  return (
    <li>
      <FilePicture file={file} />
      <div>
        <div class="file-name">
          <a href={file.url}>{file.name}</a>
        </div>
        <div class="change-who">
          <span>{sizeText(file.sizeBytes)}</span>
          <TimeOf at={change.at} form="day" />
          <span>{authorOf(change)}</span>
          <AgentBadge change={change} />
          <a class="revision" href={`/-/commit/${change.revision}`}>
            {shortRevision(change.revision)}
          </a>
          <a href={properties}>
            Properties<span class="visually-hidden">of {file.name}</span>
          </a>
        </div>
      </div>
    </li>
  );
}

/** A small picture of a file, or (also where it is broken) the end of its name. It says nothing that the name beside it does not. */
export function FilePicture(
  props: { file: Pick<AttachmentShape, "name" | "thumbnailUrl"> },
) {
  const { name, thumbnailUrl } = props.file;
  const kind = /\.([^.]{1,5})$/.exec(name)?.[1]?.toUpperCase() ?? "?";
  return (
    <span class="file-picture" aria-hidden="true">
      {thumbnailUrl === null ? kind : (
        <img
          src={thumbnailUrl}
          alt={kind}
          width="80"
          height="80"
          loading="lazy"
          decoding="async"
        />
      )}
    </span>
  );
}
