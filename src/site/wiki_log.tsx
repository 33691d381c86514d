/** `/app/wiki/{slug}/log`: the audit log of one wiki, for its owner and admins. @module */
import type { Context, Hono } from "hono";
import type { SiteEnv } from "../http/env.ts";
import { forManaging } from "../wiki/access.ts";
import { listWikiAudit } from "../wiki/audit_reading.ts";
import { atWiki } from "./person.ts";
import { WikiLogView } from "./views/audit_view.tsx";
import { sitePage } from "./views/frame.tsx";

/** The page. */
export function addWikiLogRoutes(app: Hono<SiteEnv>): void {
  app.get(
    "/app/wiki/:slug/log",
    (c) =>
      atWiki(c, c.req.param("slug"), (visit) => {
        const wiki = forManaging(visit);
        const { slug, name } = wiki.row;
        const event = c.req.query("event") ?? "";
        const before = readBefore(c);
        const page = listWikiAudit(wiki, { event, before });
        const body = WikiLogView({
          ...{ slug, name },
          list: {
            ...{ page, wish: { event }, isOlder: before !== undefined },
            ...{ url: `/app/wiki/${slug}/log`, hasLinks: false },
          },
        });
        return sitePage(c, { title: `Log · ${name}`, body });
      }),
  );
}

/** The entry before which a list begins; what is no number is left out. */
export function readBefore(c: Context<SiteEnv>): number | undefined {
  const before = Number(c.req.query("before") ?? "");
  return Number.isSafeInteger(before) && before > 0 ? before : undefined;
}
