/**
 * Members of a wiki: for those who manage it, and leaving, for every member.
 *
 * @module
 */
import type { Hono } from "hono";
import { AppError } from "../errors.ts";
import type { WikiEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { type FlashCode, setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import {
  forManaging,
  forReading,
  type ManageableWiki,
} from "../wiki/access.ts";
import {
  addMember,
  changeRole,
  leaveWiki,
  listMembers,
  maxMembersOf,
  removeMember,
} from "../wiki/members.ts";
import { type Screen, show, type WebContext } from "./screen.ts";
import { LeaveView, MembersView } from "./views/members_view.tsx";

/** What the forms can ask for, by the field `action`. */
const DEEDS: Readonly<
  Record<string, (wiki: ManageableWiki, form: URLSearchParams) => unknown>
> = {
  add: (wiki, form) =>
    addMember(wiki, {
      who: lineField(form, "who"),
      role: lineField(form, "role"),
    }),
  role: (wiki, form) =>
    changeRole(wiki, {
      did: lineField(form, "did"),
      role: lineField(form, "role"),
    }),
  remove: (wiki, form) => removeMember(wiki, lineField(form, "did")),
};

/** What is said when it is done, as the dashboard says it. */
const WORDS: Readonly<Record<string, FlashCode>> = {
  add: "member_invited",
  remove: "member_removed",
};

/** The list and its forms; leaving. */
export function addMemberRoutes(app: Hono<WikiEnv>, screen: Screen): void {
  app.get("/-/admin/members", (c) => {
    const wiki = forManaging(c.var.visit);
    return showMembers(screen, c, wiki);
  });

  app.post("/-/admin/members", async (c) => {
    const wiki = forManaging(c.var.visit);
    const form = await readForm(c.req.raw, formLimit(0));
    const action = lineField(form, "action");
    if (!Object.hasOwn(DEEDS, action)) {
      throw new AppError("invalid", "Cannot do that: unknown action");
    }
    try {
      await DEEDS[action]!(wiki, form);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return showMembers(screen, c, wiki, { error, form });
    }
    setFlash(c, WORDS[action] ?? "saved");
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
