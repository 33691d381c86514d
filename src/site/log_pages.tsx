/** The audit log for those whom it is about: of a wiki for its owner and admins, and what a person did and was done to them. @module */
import type { Context, Hono } from "hono";
import type { SiteEnv } from "../http/env.ts";
import { forManaging } from "../wiki/access.ts";
import { listOwnAudit, listWikiAudit } from "../wiki/audit_reading.ts";
import { atWiki, signedIn } from "./person.ts";
import { OwnLogView, WikiLogView } from "./views/audit_view.tsx";
import { sitePage } from "./views/frame.tsx";

/** `/app/wiki/{slug}/log` and `/app/account/log`. */
export function addLogRoutes(app: Hono<SiteEnv>): void {
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
        c.header("Cache-Control", "private, no-store");
        return sitePage(c, { title: `Log · ${name}`, body });
      }),
  );

  app.get("/app/account/log", (c) => {
    const { did } = signedIn(c);
    const event = c.req.query("event") ?? "";
    const before = readBefore(c);
    const page = listOwnAudit(c.var.house, did, { event, before });
    const body = OwnLogView({
      ...{ page, wish: { event }, isOlder: before !== undefined },
      ...{ url: "/app/account/log", hasLinks: false, namesWikis: true },
    });
    c.header("Cache-Control", "private, no-store");
    return sitePage(c, { title: "What you did", body });
  });
}

/** The entry before which a list begins; what is no number is left out. */
export function readBefore(c: Context<SiteEnv>): number | undefined {
  const before = Number(c.req.query("before") ?? "");
  return Number.isSafeInteger(before) && before > 0 ? before : undefined;
}
