/**
 * The editor as an answer: within the wiki's frame, or, for somebody who may not see the wiki any more, as the form alone.
 *
 * @module
 */
import { STATUS } from "../http/error_response.ts";
import { SiteLayout } from "../http/views/site_layout.tsx";
import type { ReadableWiki } from "../wiki/access.ts";
import { fillMessage } from "../wiki/default_message.ts";
import type { PageBody } from "../wiki/page_bodies.ts";
import { displayPath, pageUrl } from "../wiki/page_path.ts";
import { preferenceOf } from "../wiki/preferences.ts";
import { editorSettings } from "./editor_settings.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import {
  type Draft,
  EditForm,
  EditorView,
  type Problem,
  ProblemBox,
} from "./views/editor_view.tsx";

/** A status of an answer that gives a form back. */
export type EditorStatus = (typeof STATUS)[keyof typeof STATUS] | 200 | 500;

/** What the editor shows. */
export interface EditorState {
  readonly wiki: ReadableWiki;
  readonly draft: Draft;
  readonly problem: Problem | null;
  readonly preview?: PageBody | null;
  /** Left out: where there is a preview or a problem. */
  readonly isUnsaved?: boolean;
}

/** The editor in the wiki's frame. */
export function showEditor(
  screen: Screen,
  c: WebContext,
  { wiki, draft, problem, preview = null, isUnsaved }: EditorState,
  status: EditorStatus = 200,
): Response | Promise<Response> {
  const view = EditorView({
    layout: editorLayout(screen, c, wiki, draft),
    settings: editorSettings(c, wiki),
    readUrl: readUrlOf(screen, wiki, draft),
    isUnsaved: isUnsaved ?? (preview !== null || problem !== null),
    ...{ draft, preview, problem },
  });
  return show(c, view, status);
}

/** The frame of a form that is about one page. */
export function editorLayout(
  screen: Screen,
  c: WebContext,
  wiki: ReadableWiki,
  { path, base }: Pick<Draft, "path" | "base">,
) {
  return screen.pageLayout(c, wiki, {
    path,
    tool: "edit",
    exists: base !== "",
  });
}

/** Where "Cancel" leads. */
function readUrlOf(
  screen: Screen,
  wiki: ReadableWiki,
  { path, base }: Pick<Draft, "path" | "base">,
): string {
  return base === "" ? pageUrl(path) : screen.addressOf(wiki, path);
}

/** The message that the wiki proposes. */
export function proposedMessage(wiki: ReadableWiki, path: string): string {
  const template = preferenceOf(wiki.preferences, "DEFAULT_COMMIT_MESSAGE");
  return fillMessage(template, { path, at: wiki.house.now() });
}

/** The form without anything of the wiki: its writer may not read it any more, or the wiki cannot be opened now. */
export function showBareEditor(
  c: WebContext,
  { draft, problem }: { draft: Draft; problem: Problem },
  status: EditorStatus,
): Response | Promise<Response> {
  const { config, build } = c.var.house;
  const title = `Edit: ${displayPath(draft.path)}`;
  const view = (
    <SiteLayout
      title={title}
      build={build}
      staticOrigin={config.origin}
      siteName={config.domain}
      siteUrl={`${config.origin}/`}
      scripts={["editor.js"]}
    >
      <h1>{title}</h1>
      <ProblemBox problem={problem} />
      <EditForm
        draft={draft}
        settings={editorSettings(c, null)}
        readUrl={pageUrl(draft.path)}
        isUnsaved
      />
    </SiteLayout>
  );
  return show(c, view, status);
}
