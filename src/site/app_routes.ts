/**
 * The pages below `/app`: dashboard, wikis, account, operator. They are loaded when somebody first comes to one.
 *
 * @module
 */
import type { Hono } from "hono";
import type { SiteEnv } from "../http/env.ts";
import { addAccountRoutes } from "./account.tsx";
import { addDashboardRoutes } from "./dashboard.tsx";
import { addExportRoutes } from "./export_routes.ts";
import { addImportRoutes } from "./import_routes.tsx";
import { addLogRoutes } from "./log_pages.tsx";
import { addOperatorDeeds } from "./operator_deeds.tsx";
import { addOperatorRoutes } from "./operator_door.tsx";
import { addOperatorReportRoutes } from "./operator_reports.tsx";
import type { SiteFront } from "./site_door.tsx";
import { addWelcomeRoutes } from "./welcome.tsx";
import { addWikiDeedRoutes } from "./wiki_deeds.tsx";
import { addWikiPageRoute } from "./wiki_page.tsx";

/** The routes. */
export function addAppRoutes(door: Hono<SiteEnv>, front: SiteFront): void {
  addDashboardRoutes(door);
  addWikiPageRoute(door);
  addWikiDeedRoutes(door);
  addWelcomeRoutes(door);
  addAccountRoutes(door);
  addLogRoutes(door);
  addExportRoutes(door, front);
  addImportRoutes(door);
  addOperatorRoutes(door, front);
  addOperatorDeeds(door);
  addOperatorReportRoutes(door);
}
