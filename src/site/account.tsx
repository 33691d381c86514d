/**
 * `/app/account`: who one is here, where one is signed in, taking everything along, and leaving.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { endAllSessions, endSession, listSessions } from "../auth/sessions.ts";
import { wikiOrigin } from "../config.ts";
import type { SessionRow } from "../db/platform/sessions.ts";
import { INVALID_HANDLE, type User } from "../db/platform/users.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { dropSessionCookies, signOut } from "../http/session_cookies.ts";
import { deleteAccount } from "../wiki/account_deletion.ts";
import { doerOf, noteOfPerson } from "../wiki/audit.ts";
import { browserWords } from "./browser_words.ts";
import { personName } from "../wiki/person_name.ts";
import { signedIn, userOf } from "./person.ts";
import { AccountView, type ShownSession } from "./views/account_view.tsx";
import { sitePage } from "./views/frame.tsx";

/** Stands for every session in the form that ends them. */
const EVERYWHERE = "all";

/** The page and its forms. */
export function addAccountRoutes(app: Hono<SiteEnv>): void {
  app.get("/app/account", (c) => showAccount(c));

  app.post("/app/account/sessions", async (c) => {
    const { sessionId } = signedIn(c);
    const form = await readForm(c.req.raw, formLimit(0));
    const wanted = lineField(form, "session");
    if (wanted === EVERYWHERE) return endEverywhere(c);
    if (wanted === sessionId) {
      signOut(c, c.var.caller);
      setFlash(c, "signed_out");
      return c.redirect("/", 303);
    }
    endOther(c, wanted);
    setFlash(c, "session_ended");
    return c.redirect("/app/account#sessions", 303);
  });

  app.post("/app/account/delete", async (c) => {
    const { did } = signedIn(c);
    const { house, caller, clientAddress } = c.var;
    const form = await readForm(c.req.raw, formLimit(0));
    const typed = lineField(form, "confirm");
    const wanted = confirmationOf(userOf(c));
    if (typed.replace(/^@/, "").toLowerCase() !== wanted.toLowerCase()) {
      return showAccount(c, { typed, wanted });
    }
    await deleteAccount(house, did, doerOf(caller, clientAddress));
    dropSessionCookies(c);
    setFlash(c, "account_deleted");
    return c.redirect("/", 303);
  });
}

/** What somebody types who deletes their account. */
function confirmationOf({ username, handle, did }: User): string {
  return username ?? (handle === INVALID_HANDLE ? did : handle);
}

function endEverywhere(c: Context<SiteEnv>): Response {
  const { house, caller, clientAddress } = c.var;
  const { did } = signedIn(c);
  const sessions = endAllSessions(house, did);
  noteOfPerson(house, {
    ...doerOf(caller, clientAddress),
    ...{ event: "sessions_ended", detail: `all (${sessions})` },
  });
  house.log("info", "sessions_ended", { did, sessions });
  dropSessionCookies(c);
  setFlash(c, "signed_out_everywhere");
  return c.redirect("/", 303);
}

/** @throws {AppError} `not_found` where it is nobody's, somebody else's, or over. */
function endOther(c: Context<SiteEnv>, id: string): void {
  const { house, caller, clientAddress } = c.var;
  const { did } = signedIn(c);
  const row = listSessions(house, did).find((session) => session.id === id);
  if (row === undefined) {
    throw new AppError(
      "not_found",
      "Cannot sign out there: you have no such session, or it is over already",
    );
  }
  endSession(house, row.id);
  noteOfPerson(house, {
    ...doerOf(caller, clientAddress),
    ...{ event: "sessions_ended", detail: browserWords(row.userAgent) },
  });
  house.log("info", "sessions_ended", { did, sessions: 1 });
}

/** @param failed what was typed instead of the name, where the account was to be deleted. */
function showAccount(
  c: Context<SiteEnv>,
  failed?: { typed: string; wanted: string },
): Response | Promise<Response> {
  const { house } = c.var;
  const { sessionId, did } = signedIn(c);
  const { wikis, members, avatars } = house.platform;
  const user = userOf(c);
  c.header("Cache-Control", "private, no-store");
  const body = AccountView({
    ...{ user, name: personName(user) },
    hasPicture: avatars.findCid(did) !== undefined,
    sessions: listSessions(house, did).map((row) => shown(row, sessionId))
      .sort((a, b) => Number(b.isThis) - Number(a.isThis)),
    wikis: wikis.listOwnedBy(did).map(({ slug, name }) => ({
      ...{ slug, name: name || slug },
      url: `${wikiOrigin(house.config, slug)}/`,
    })),
    memberships: members.listOf(did).length,
    confirmation: confirmationOf(user),
    problem: failed === undefined
      ? null
      : `"${failed.typed}" is not "${failed.wanted}", so nothing was deleted`,
    typed: failed?.typed ?? "",
  });
  const status = failed === undefined ? 200 : STATUS.invalid;
  return sitePage(c, { title: "Account", body, status });
}

function shown(row: SessionRow, ownId: string): ShownSession {
  return {
    id: row.id,
    browser: browserWords(row.userAgent),
    address: row.address ?? null,
    since: row.createdAt,
    lastUsed: row.lastUsedAt ?? row.createdAt,
    isThis: row.id === ownId,
  };
}
