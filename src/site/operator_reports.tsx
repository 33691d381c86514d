/** `/app/operator/reports`: what readers told of, and closing it. @module */
import type { Context, Hono } from "hono";
import { wikiOrigin } from "../config.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { closeReport, listReports } from "../wiki/reports.ts";
import { operatorHere } from "./operator_door.tsx";
import { sitePage } from "./views/frame.tsx";
import { OperatorReportsView } from "./views/operator_reports_view.tsx";

const URL_OF_PAGE = "/app/operator/reports";
const PAGE_LENGTH = 50;

/** The list and its buttons. */
export function addOperatorReportRoutes(app: Hono<SiteEnv>): void {
  app.get(URL_OF_PAGE, (c) => {
    const operator = operatorHere(c);
    const isOpen = c.req.query("closed") !== "1";
    const page = readPage(c);
    const reports = listReports(operator, {
      ...{ isOpen, offset: (page - 1) * PAGE_LENGTH },
    });
    const { house } = c.var;
    const body = OperatorReportsView({
      ...{ isOpen, page, hasMore: reports.length === PAGE_LENGTH },
      reports: reports.map((report) => ({
        ...report,
        pageUrl: `${wikiOrigin(house.config, report.slug)}${report.path}`,
      })),
    });
    return sitePage(c, { title: "Reports · Operator", body });
  });

  app.post(URL_OF_PAGE, async (c) => {
    const operator = operatorHere(c);
    const form = await readForm(c.req.raw, formLimit(0));
    if (lineField(form, "action") !== "close") {
      throw new AppError("invalid", "Cannot do that: unknown action");
    }
    try {
      closeReport(operator, readId(lineField(form, "id")));
    } catch (error) {
      // A second click, or another operator was quicker.
      if (!(error instanceof AppError) || error.code !== "conflict") {
        throw error;
      }
    }
    setFlash(c, "saved");
    return c.redirect(URL_OF_PAGE, 303);
  });
}

function readPage(c: Context<SiteEnv>): number {
  const page = Math.trunc(Number(c.req.query("page") ?? "1")) || 1;
  return Math.max(1, Math.min(page, 1_000_000));
}

/** @throws {AppError} `not_found`. */
function readId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new AppError("not_found", "There is no such report");
}
