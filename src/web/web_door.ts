/**
 * The browser's door: a wiki as pages. Handlers open the wiki, ask the core for one thing, and show it.
 *
 * Everything works without scripts. Actions live under `/-/`, so that no page's name meets one.
 *
 * @module
 */
import { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { answerError, STATUS } from "../http/error_response.ts";
import { forReading, rightsOfVisit } from "../wiki/access.ts";
import { addPastRoutes } from "./at.tsx";
import { addAttachmentRoutes } from "./attachments.tsx";
import { addCreationRoutes } from "./creation.tsx";
import { addDeletionRoutes } from "./deletion.tsx";
import { addDraftRoutes } from "./draft_screens.tsx";
import { addEditorJsonRoutes } from "./editor_json.ts";
import { addDiagramRoutes } from "./diagram_frame.ts";
import { addEditorRoutes } from "./editor.tsx";
import { addEventRoutes } from "./events.ts";
import { addChangeRoutes } from "./changes.tsx";
import { addPageHistoryRoutes } from "./history.tsx";
import { addHelpRoutes } from "./help.tsx";
import { addLabelRoutes } from "./labels.tsx";
import { addFeedRoutes } from "./feeds.ts";
import { addLintRoutes } from "./lint.tsx";
import { addMachineRoutes } from "./machines.ts";
import { addMemberRoutes } from "./members.tsx";
import { addFindingRoutes } from "./page_index.tsx";
import { addOldPlaceRoutes } from "./old_places.ts";
import { addDispatch, addPageRoutes } from "./pages.tsx";
import { Screen, show, type WebContext } from "./screen.ts";
import { addSearchRoutes } from "./search.tsx";
import { addSettingsRoutes } from "./settings.tsx";
import { addTreeRoute } from "./sidebar.ts";
import { addReportRoutes } from "./report.tsx";
import { addRenameRoutes } from "./rename.tsx";
import { addRevertRoutes } from "./revert.tsx";
import { addSignInRoutes } from "./sign_in.tsx";
import { addSuggestRoute } from "./suggest.ts";
import { ProblemView } from "./views/small_views.tsx";

/** The routes of a wiki's host that are for people; `c.var.visit` is made in front of them. */
export function webDoor(): Hono<WikiEnv> {
  const app = new Hono<WikiEnv>();
  const screen = new Screen();
  addMachineRoutes(app);
  addDiagramRoutes(app);
  addSignInRoutes(app);
  addFeedRoutes(app);
  addCreationRoutes(app, screen);
  addEditorRoutes(app, screen);
  addEditorJsonRoutes(app);
  addDraftRoutes(app, screen);
  addEventRoutes(app);
  addDeletionRoutes(app, screen);
  addRenameRoutes(app, screen);
  addRevertRoutes(app, screen);
  addAttachmentRoutes(app, screen);
  addPageHistoryRoutes(app, screen);
  addChangeRoutes(app, screen);
  addPastRoutes(app, screen);
  addFindingRoutes(app, screen);
  addSearchRoutes(app, screen);
  addTreeRoute(app, screen);
  addSuggestRoute(app, screen);
  addLabelRoutes(app, screen);
  addHelpRoutes(app, screen);
  addLintRoutes(app, screen);
  addSettingsRoutes(app, screen);
  addMemberRoutes(app, screen);
  addReportRoutes(app, screen);
  addOldPlaceRoutes(app);
  addPageRoutes(app, screen);
  addDispatch(app, screen);
  app.onError((error, c) => answerProblem(screen, c, error));
  return app;
}

/** A failure within the wiki's frame, where the visitor may see the wiki; else what every door says. */
function answerProblem(
  screen: Screen,
  c: WebContext,
  error: unknown,
): Response | Promise<Response> {
  // Middleware in front of the door may have failed before there was a visit.
  const visit = c.var.visit as WebContext["var"]["visit"] | undefined;
  const isForFrame = error instanceof AppError && visit !== undefined &&
    ["invalid", "not_found", "conflict", "gone", "too_large", "forbidden"]
      .includes(error.code) &&
    rightsOfVisit(visit).read && visit.wiki.row.suspended === null;
  if (!isForFrame) return answerError(error, c, "web");
  const wiki = forReading(visit);
  const status = STATUS[error.code];
  const layout = screen.layout(c, wiki);
  const view = ProblemView({ layout, status, message: error.message });
  return show(c, view, status);
}
