/**
 * `/app/welcome`: the first page after the first sign-in. One click chooses the user name and makes the wiki. It may be sent
 * twice, reloaded or left in the middle: what is done already is not done again.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { STATUS } from "../http/error_response.ts";
import { setFlash } from "../http/flash.ts";
import { formLimit, lineField, readForm } from "../http/form.ts";
import { isBeginning, readReturnTo } from "../http/return_to.ts";
import { pagePolicy } from "../http/security_headers.ts";
import { type Doer, doerOf } from "../wiki/audit.ts";
import type { House } from "../wiki/house.ts";
import { chooseUsername, proposeUsername } from "../wiki/usernames.ts";
import { checkWikiCount } from "../wiki/wiki_making.ts";
import { createWiki } from "../wiki/wikis.ts";
import { signedIn, userOf } from "./person.ts";
import { sitePage } from "./views/frame.tsx";
import { WelcomeView } from "./views/welcome_view.tsx";

/** What the form shows. */
interface Shown {
  readonly username: string;
  readonly wantsWiki: boolean;
  /** Where the person was going, or `null`. */
  readonly goal: string | null;
  readonly problem: AppError | null;
}

/** The page and its form. */
export function addWelcomeRoutes(app: Hono<SiteEnv>): void {
  app.get("/app/welcome", (c) => {
    const { did, username } = userOf(c);
    const goal = goalOf(c, c.req.query("return_to"));
    if (username !== null) return c.redirect(goal ?? "/app/", 302);
    const proposed = proposeUsername(c.var.house, did);
    const shown = { username: proposed, wantsWiki: true, goal, problem: null };
    return showWelcome(c, shown);
  });

  app.post("/app/welcome", async (c) => {
    const caller = signedIn(c);
    const { house, clientAddress } = c.var;
    const { did } = caller;
    const form = await readForm(c.req.raw, formLimit(0));
    const goal = goalOf(c, lineField(form, "return_to"));
    const typed = lineField(form, "username");
    const wantsWiki = lineField(form, "wiki") === "yes";
    const isWithout = lineField(form, "without") !== "";
    const by = doerOf(caller, clientAddress);
    try {
      const username = chooseUsername(house, did, typed, by);
      if (!wantsWiki || isWithout) return c.redirect(goal ?? "/app/", 303);
      await makeOwnWiki(house, { slug: username, ownerDid: did, by });
      setFlash(c, "wiki_created");
      return c.redirect(`/app/wiki/${username}`, 303);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const shown = { username: typed, wantsWiki, goal, problem: error };
      return showWelcome(c, shown, STATUS[error.code]);
    }
  });
}

/** Makes the wiki; one that this person has there already is it. */
async function makeOwnWiki(
  house: House,
  { slug, ownerDid, by }: { slug: string; ownerDid: string; by: Doer },
): Promise<void> {
  const isThere = () => house.platform.wikis.find(slug)?.ownerDid === ownerDid;
  if (isThere()) return;
  try {
    await createWiki(house, { slug, ownerDid }, { strict: true, by });
  } catch (error) {
    if (!isThere()) throw error; // else a second click was faster
  }
}

function showWelcome(
  c: Context<SiteEnv>,
  { username, wantsWiki, goal, problem }: Shown,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  const { house } = c.var;
  const user = userOf(c);
  c.header("Cache-Control", "private, no-store");
  const body = WelcomeView({
    ...{ user, goal, wantsWiki, problem: problem?.message ?? null },
    username: user.username ?? username,
    suffix: `.${new URL(house.config.origin).host}`,
    mayMakeWiki: hasRoom(house, user.did),
  });
  if (goal !== null) {
    // The form may lead to another host: `form-action` binds redirects too.
    const policy = pagePolicy(house.config, { anyFormTarget: true });
    c.header("Content-Security-Policy", policy);
  }
  const scripts = ["welcome.js"];
  return sitePage(c, { title: "Welcome", body, status, scripts });
}

function hasRoom(house: House, did: string): boolean {
  try {
    checkWikiCount(house, did);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** A safe address to go on to; `null` where that is the dashboard or the front page anyway. */
function goalOf(
  c: Context<SiteEnv>,
  text: string | undefined,
): string | null {
  const { config } = c.var.house;
  const goal = readReturnTo(config, text);
  return goal === null || isBeginning(config, goal) ? null : goal;
}
