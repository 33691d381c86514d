/**
 * `/-/report`: tells the operator of a page that should not be there. For whoever may read it, signed in or not.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm, textField } from "../http/form.ts";
import { forReading, type ReadableWiki } from "../wiki/access.ts";
import {
  addressWithin,
  MAX_REASON_LENGTH,
  reportPage,
} from "../wiki/reports.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import { ReportView } from "./views/report_view.tsx";

/** The form and the deed. */
export function addReportRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/report", (c) => {
    const wiki = forReading(c.var.visit);
    const path = addressWithin(c.req.query("path") ?? "");
    return ask(screen, c, { wiki, path, reason: "", error: null });
  });

  app.post("/-/report", async (c) => {
    const wiki = forReading(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(4 * MAX_REASON_LENGTH));
    const path = addressWithin(lineField(form, "path"));
    const reason = textField(form, "reason");
    try {
      if (c.var.refusal) throw c.var.refusal;
      reportPage(wiki, { path, reason });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return ask(screen, c, { wiki, path, reason, error });
    }
    setFlash(c, "reported");
    return c.redirect(path, 303);
  });
}

/** What was typed, and why it was not taken. */
interface Question {
  readonly wiki: ReadableWiki;
  readonly path: string;
  readonly reason: string;
  readonly error: AppError | null;
}

function ask(
  screen: Screen,
  c: WebContext,
  { wiki, path, reason, error }: Question,
): Response | Promise<Response> {
  const wait = error?.details.retryAfterSeconds;
  if (wait !== undefined) c.header("Retry-After", String(wait));
  const view = ReportView({
    layout: screen.layout(c, wiki),
    ...{ path, reason },
    siteName: wiki.house.config.domain,
    problem: error === null ? null : `Not sent. ${error.message}.`,
  });
  return show(c, view, error === null ? 200 : STATUS[error.code]);
}
