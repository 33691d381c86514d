/**
 * `/auth/callback`: people come back from their own server, and are signed in here. On a laptop they come back to `127.0.0.1`, and
 * go on to `/auth/handoff` at the service's own name, where the cookies belong.
 *
 * @module
 */
import type { Context, Hono } from "hono";
import { admit } from "../auth/admission.ts";
import { Handovers } from "../auth/handovers.ts";
import type { FinishedSignin, Identity } from "../auth/identity.ts";
import { CLIENT_PATHS } from "../auth/oauth_client.ts";
import { SigninFailure } from "../auth/signin_failure.ts";
import { sentenceOf } from "../auth/signin_sentences.ts";
import { AppError } from "../errors.ts";
import type { SiteEnv } from "../http/env.ts";
import { setFlash } from "../http/flash.ts";
import { readReturnTo } from "../http/return_to.ts";
import { refreshAvatar } from "./avatar_routes.ts";
import { startBrowserSession } from "./browser_session.ts";
import { isBoundTo, releaseBrowser, showFailure } from "./login_screen.tsx";
import type { SiteFront } from "./site_door.tsx";

/** What came of a sign-in. */
type Outcome = FinishedSignin | SigninFailure;

/** The way back. */
export function addCallbackRoutes(app: Hono<SiteEnv>, front: SiteFront): void {
  const handovers = new Handovers<Outcome>(front.sessions);

  app.get(CLIENT_PATHS.callback, async (c) => {
    const { house: { config }, selfUrl } = c.var;
    const { searchParams } = new URL(c.req.url);
    const outcome = await finish(front.identity, searchParams);
    if (selfUrl === config.origin) return await conclude(c, front, outcome);
    const code = handovers.keep(outcome);
    return c.redirect(`${config.origin}/auth/handoff?code=${code}`, 303);
  });

  app.get("/auth/handoff", async (c) => {
    const { house: { config }, selfUrl } = c.var;
    const code = c.req.query("code") ?? "";
    if (front.identity.clientMetadata !== null || selfUrl !== config.origin) {
      throw new AppError("not_found", "There is nothing at this address");
    }
    return await conclude(c, front, handovers.take(code) ?? unknown());
  });
}

async function finish(
  identity: Identity,
  answer: URLSearchParams,
): Promise<Outcome> {
  try {
    return await identity.finish(answer);
  } catch (failure) {
    if (failure instanceof SigninFailure) return failure;
    throw failure;
  }
}

/** Signs in, or says why not. Only the browser that began may end it: a link must not sign anybody in as somebody else. */
async function conclude(
  c: Context<SiteEnv>,
  front: SiteFront,
  outcome: Outcome,
): Promise<Response> {
  const trail = outcome instanceof SigninFailure ? outcome.trail : outcome;
  if (trail === null || !isBoundTo(c, trail.browser)) {
    const failure = outcome instanceof SigninFailure && trail === null
      ? outcome
      : new SigninFailure("other_browser", sentenceOf("other_browser", ""));
    return await showFailure(c, { typed: "", returnTo: "", failure });
  }
  releaseBrowser(c);
  const { typed, returnTo } = trail;
  try {
    if (outcome instanceof SigninFailure) throw outcome;
    return await enter(c, front, outcome);
  } catch (failure) {
    if (!(failure instanceof SigninFailure)) throw failure;
    return await showFailure(c, { typed, returnTo, failure });
  }
}

/** Lets somebody in who has shown who they are. @throws {SigninFailure} `suspended`, `leaving`. */
async function enter(
  c: Context<SiteEnv>,
  front: SiteFront,
  { person, returnTo }: FinishedSignin,
): Promise<Response> {
  const { house } = c.var;
  const { config } = house;
  const user = admit(house, person);
  const { did } = user;
  await startBrowserSession(c, front.sessions, { did, how: "ATProto" });
  refreshAvatar(house, front.identity, person);
  const wanted = readReturnTo(config, returnTo);
  if (user.username === null) {
    const query = wanted === null
      ? ""
      : `?return_to=${encodeURIComponent(wanted)}`;
    return c.redirect(`${config.origin}/app/welcome${query}`, 303);
  }
  const target = wanted ?? `${config.origin}/app/`;
  if (target.startsWith(`${config.origin}/`)) setFlash(c, "signed_in");
  return c.redirect(target, 303);
}

function unknown(): SigninFailure {
  return new SigninFailure("expired", sentenceOf("expired", ""));
}
