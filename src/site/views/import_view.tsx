/** The pages of an import: the form, and what became of a file. The plan is in `import_plan_view.tsx`. @module */
import { NoticeBox } from "../../http/views/form_parts.tsx";
import { counted } from "../../wiki/counted.ts";
import type { UploadState } from "../../wiki/import_desk.ts";
import type { Limits } from "../../wiki/quota.ts";
import { sizeText } from "../../wiki/size_text.ts";
import { MAX_UPLOAD_BYTES } from "../../wiki/upload_limits.ts";

/** What all of these pages say. */
export interface OfWiki {
  readonly slug: string;
  /** The wiki's name. */
  readonly name: string;
}

/** What the pages of one upload say. */
export interface OfUpload extends OfWiki {
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
      <ImportHead {...props} />
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
      <Kinds limits={limits} />
    </>
  );
}

function Kinds({ limits }: { limits: Limits }) {
  return (
    <>
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
          you have already are replaced only if you say so. Links are read as
          whole paths: Obsidian's short ones into other folders are listed under
          Housekeeping afterwards.
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
      <ImportHead {...props} />
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

/** Which wiki it is about, and the way back. */
export function ImportHead({ slug, name }: OfWiki) {
  return (
    <>
      <h1>Import into {name}</h1>
      <p>
        <a href={`/app/wiki/${slug}`}>Back to the wiki's settings</a>
      </p>
    </>
  );
}
