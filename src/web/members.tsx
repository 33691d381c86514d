/**
 * Members of a wiki: for those who manage it, and leaving, for every member.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { doMemberForm } from "../http/wiki_forms.ts";
import {
  forManaging,
  forReading,
  type ManageableWiki,
} from "../wiki/access.ts";
import { leaveWiki, listMembers, maxMembersOf } from "../wiki/members.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import { LeaveView, MembersView } from "./views/members_view.tsx";

/** The list and its forms; leaving. */
export function addMemberRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/admin/members", (c) => {
    const wiki = forManaging(c.var.visit);
    return showMembers(screen, c, wiki);
  });

  app.post("/-/admin/members", async (c) => {
    const wiki = forManaging(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(0));
    try {
      setFlash(c, await doMemberForm(wiki, form));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return showMembers(screen, c, wiki, { error, form });
    }
    return c.redirect("/-/admin/members", 303);
  });

  app.get("/-/leave", (c) => {
    const wiki = forReading(c.var.visit);
    const { role, caller } = c.var.visit;
    if (caller.kind !== "session" || role === null || role === "owner") {
      throw new AppError("not_found", "You are no member who could leave");
    }
    const wikiName = wiki.row.name || wiki.row.slug;
    return show(c, LeaveView({ layout: screen.layout(c, wiki), wikiName }));
  });

  app.post("/-/leave", async (c) => {
    const wiki = forReading(c.var.visit);
    await readForm(c.req.raw, formLimit(0));
    leaveWiki(wiki);
    return c.redirect("/", 303);
  });
}

function showMembers(
  screen: Screen,
  c: WebContext,
  wiki: ManageableWiki,
  failed?: { error: AppError; form: URLSearchParams },
): Response | Promise<Response> {
  const view = MembersView({
    layout: screen.layout(c, wiki),
    problem: failed?.error.message ?? null,
    members: listMembers(wiki),
    maxMembers: maxMembersOf(wiki),
    typed: {
      who: failed ? lineField(failed.form, "who") : "",
      role: failed ? lineField(failed.form, "role") : "viewer",
    },
  });
  return show(c, view, failed ? STATUS[failed.error.code] : 200);
}
