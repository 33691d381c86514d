/** Asks for the name of a new page. @module */
import { Field, NoticeBox } from "../../http/views/form_parts.tsx";
import { displayName, displayPath } from "../../wiki/page_path.ts";
import { createUrl } from "./index_view.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** What the form holds. */
export interface CreateProps {
  readonly layout: Omit<WikiLayoutProps, "children" | "title">;
  readonly path: string;
  readonly error: string | null;
  /** The page that has this name already. */
  readonly existing: { readonly url: string; readonly path: string } | null;
  /** Paths of the pages that a new one may grow out of. */
  readonly templates: readonly string[];
  /** The one that is chosen; empty: none. */
  readonly template: string;
  /** Folders that are proposed. */
  readonly folders: readonly string[];
}

/** A complete document; give it to `documentHtml`. */
export function CreateView(props: CreateProps) {
  return (
    <WikiLayout {...props.layout} title="New page">
      <h1>New page</h1>
      {props.existing === null ? null : (
        <NoticeBox kind="info">
          <p>
            A page of this name exists:{" "}
            <a href={props.existing.url}>{displayPath(props.existing.path)}</a>
          </p>
        </NoticeBox>
      )}
      <form method="post" action="/-/create">
        <Field
          name="path"
          label="Name of the page"
          value={displayPath(props.path)}
          hint="A slash makes a sub-page: People/Ada Lovelace"
          error={props.error ?? undefined}
          maxLength={1024}
          required
          autofocus
        />
        <Folders folders={props.folders} />
        <Templates templates={props.templates} chosen={props.template} />
        <div class="actions">
          <button type="submit" class="button-primary">Write it</button>
          <a href="/-/index">All pages</a>
        </div>
      </form>
    </WikiLayout>
  );
}

/** Links to this form with a folder in it. */
function Folders({ folders }: { folders: readonly string[] }) {
  if (folders.length === 0) return null;
  return (
    <p class="create-folders">
      Begin in {folders.map((folder, i) => (
        <>
          {i === 0 ? null : <>{" · "}</>}
          <a href={createUrl(`${folder}/`)}>{displayPath(folder)}/</a>
        </>
      ))}
    </p>
  );
}

/** What the page may begin with. */
function Templates(
  { templates, chosen }: { templates: readonly string[]; chosen: string },
) {
  if (templates.length === 0) return null;
  return (
    <div class="field">
      <label for="field-template">Template</label>
      <select id="field-template" name="template">
        <option value="">None: an empty page</option>
        {templates.map((path) => (
          <option value={path} selected={path === chosen}>
            {displayName(path)}
          </option>
        ))}
      </select>
    </div>
  );
}
