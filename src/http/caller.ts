/**
 * Who is asking: each door accepts its own credentials and no others.
 *
 * | door | cookie | Bearer token | Basic token | session JWT | nothing   |
 * | ---- | ------ | ------------ | ----------- | ----------- | --------- |
 * | web  | yes    | 401          | 401         | 401         | anonymous |
 * | api  | yes    | yes          | 401         | 401         | anonymous |
 * | mcp  | –      | yes          | 401         | 401         | 401       |
 * | git  | –      | yes          | yes         | yes         | anonymous |
 *
 * A credential of somebody who is suspended, or whose account is being deleted, is refused with the reason; a cookie of theirs
 * reads what everybody may read.
 *
 * A credential that is sent and wrong is 401, never anonymous. A cookie is sent by the browser without
 * anybody's doing, so one that has expired is anonymous.
 *
 * @module
 */
import { readSession, type SessionContext } from "../auth/sessions.ts";
import { TOKEN_PREFIX, verifyToken } from "../auth/tokens.ts";
import { barOf } from "../auth/users.ts";
import type { User } from "../db/platform/users.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import type { Agent, Caller, DoorName } from "../wiki/access.ts";
import { type Authorization, readAuthorization } from "./authorization.ts";
import { readCookie } from "./cookies.ts";
import { PLATFORM_COOKIE, WIKI_COOKIE } from "./session_cookies.ts";

/** The doors on a wiki's host. */
export type WikiDoor = Exclude<DoorName, "cli">;

/** Who it is, and a fresh JWT for the cookie where it is time. */
export interface Identified {
  readonly caller: Caller;
  readonly renewed: string | null;
}

const ANONYMOUS: Identified = {
  caller: { kind: "anonymous" },
  renewed: null,
};

/** Doors that read the cookie. */
export const READS_COOKIE: Readonly<Record<WikiDoor, boolean>> = {
  web: true,
  api: true,
  mcp: false,
  git: false,
};

/**
 * Who stands at a door of a wiki.
 *
 * @throws {AppError} `unauthenticated` where a credential is wrong, not accepted at this door, or needed; `forbidden` where its
 * person is suspended or leaving.
 */
export async function identify(
  context: SessionContext,
  headers: Headers,
  place: { door: WikiDoor; wiki: Pick<WikiRow, "id"> },
): Promise<Identified> {
  const { door, wiki } = place;
  const authorization = readAuthorization(headers.get("authorization"));
  if (authorization.scheme === "none") {
    if (door === "mcp") throw refusal("a token is needed here");
    return READS_COOKIE[door]
      ? await callerOfCookie(context, headers.get("cookie"), WIKI_COOKIE)
      : ANONYMOUS;
  }
  const credential = credentialFor(door, authorization);
  if (credential.startsWith(TOKEN_PREFIX)) {
    return { caller: callerOfToken(context, credential, wiki), renewed: null };
  }
  const caller = door === "git"
    ? await callerOfJwt(context, credential)
    : undefined;
  if (!caller) throw refusal("it is not a valid credential for this address");
  return { caller, renewed: null };
}

/** Who is signed in on the platform's own host. */
export function identifyOnPlatform(
  context: SessionContext,
  headers: Headers,
): Promise<Identified> {
  return callerOfCookie(context, headers.get("cookie"), PLATFORM_COOKIE);
}

/**
 * Who asks at the platform's API: by a session's JWT as Bearer token, else by the cookie of the platform's own host.
 *
 * @throws {AppError} `unauthenticated` where a credential was sent that does not open it.
 */
export async function identifyAtPlatformApi(
  context: SessionContext,
  headers: Headers,
): Promise<Identified> {
  const sent = readAuthorization(headers.get("authorization"));
  if (sent.scheme === "none") {
    return await identifyOnPlatform(context, headers);
  }
  if (sent.scheme !== "bearer") {
    throw refusal("Authorization: Bearer with a session token is wanted here");
  }
  if (sent.credential.startsWith(TOKEN_PREFIX)) {
    throw refusal(
      "a personal token opens one wiki, at its /api/v1, /mcp and /repo.git; here a session token is wanted",
    );
  }
  const caller = await callerOfJwt(context, sent.credential);
  if (!caller) throw refusal("the session is unknown or over: sign in again");
  return { caller, renewed: null };
}

/** The program behind a request, from the first product in its `User-Agent`. */
export function agentOf(headers: Headers): Agent | null {
  const match = /^([\w.+-]{1,64})(?:\/([\w.+-]{1,64}))?/.exec(
    headers.get("user-agent") ?? "",
  );
  if (match === null) return null;
  return { name: match[1]!, version: match[2] ?? null, session: null };
}

/** The credential, where this door accepts its scheme. */
function credentialFor(door: WikiDoor, authorization: Authorization): string {
  switch (authorization.scheme) {
    case "bearer":
      if (door === "web") break;
      return authorization.credential;
    case "basic":
      if (door !== "git") break;
      return authorization.credential;
  }
  throw refusal(
    door === "web"
      ? "pages are opened by signing in, tokens open /api/v1, /mcp and /repo.git"
      : "this kind of credential is not accepted here",
  );
}

/** The person behind a token of this wiki. */
function callerOfToken(
  context: SessionContext,
  token: string,
  wiki: Pick<WikiRow, "id">,
): Caller {
  const row = verifyToken(context, token, wiki.id);
  const user = context.platform.users.find(row.did);
  if (!user) throw refusal("its owner has no account any more");
  demandUnbarred(user, "token");
  return {
    kind: "token",
    did: user.did,
    handle: user.handle,
    name: user.name,
    tokenId: row.id,
    tokenName: row.name,
    scope: row.scope,
  };
}

/** The person behind a cookie, or nobody. */
async function callerOfCookie(
  context: SessionContext,
  header: string | null,
  name: string,
): Promise<Identified> {
  const jwt = readCookie(header, name);
  if (!jwt) return ANONYMOUS;
  const session = await readSession(context, jwt);
  const user = session && context.platform.users.find(session.row.did);
  if (!session || !user) return ANONYMOUS;
  const barred = barOf(user);
  if (barred !== null) {
    return { caller: { kind: "anonymous", barred }, renewed: null };
  }
  return {
    caller: sessionCaller(user, session.row.id),
    renewed: session.renewed,
  };
}

/** The person behind a session's JWT that was sent as a password; it is not renewed. */
async function callerOfJwt(
  context: SessionContext,
  jwt: string,
): Promise<Caller | undefined> {
  const session = await readSession(context, jwt);
  const user = session && context.platform.users.find(session.row.did);
  if (!session || !user) return undefined;
  demandUnbarred(user, "session");
  return sessionCaller(user, session.row.id);
}

/** @throws {AppError} `forbidden`: the credential is good, and its person may not use it. */
function demandUnbarred(user: User, credential: "token" | "session"): void {
  const bar = barOf(user);
  if (bar === null) return;
  throw new AppError("forbidden", `Cannot use this ${credential}: ${bar}`);
}

function sessionCaller(user: User, sessionId: string): Caller {
  const { did, handle, name } = user;
  return { kind: "session", did, handle, name, sessionId };
}

function refusal(reason: string): AppError {
  return new AppError(
    "unauthenticated",
    `Cannot accept this request without a valid credential: ${reason}`,
  );
}
