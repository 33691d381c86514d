/**
 * The management API, at `/api` on the platform's own host: what the dashboard does, for programs.
 *
 * | credential                        |                                                          |
 * | --------------------------------- | -------------------------------------------------------- |
 * | `Authorization: Bearer` + session | a person's program                                       |
 * | cookie of the platform's host     | the platform's own pages: the same-origin rule holds     |
 * | cookie of the wikis               | nobody: their hosts get it too                           |
 * | personal token                    | refused: it opens one wiki and never manages             |
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { limitBody } from "../http/body_limit.ts";
import { identifyAtPlatformApi } from "../http/caller.ts";
import type { SiteEnv } from "../http/env.ts";
import { readAddress } from "../http/place.ts";
import { visitFromPlatform } from "../http/platform_visit.ts";
import { rateClassOf, rateKeyOf } from "../http/rate_limit.ts";
import { demandSameOrigin } from "../http/same_origin.ts";
import { type Front, identifyOrNote } from "../http/tenant.ts";
import { AppError } from "../errors.ts";
import { forManaging } from "../wiki/access.ts";
import { apiError, type ApiErrorForm, noOperation } from "./api_error.ts";
import { readJson } from "./json_body.ts";
import { openApiDocument } from "./openapi.ts";
import type { Operation } from "./operation.ts";
import { ORDER_OPERATIONS } from "./order_operations.ts";
import {
  atWikiRoute,
  type Person,
  type PlatformCall,
  type PlatformOperation,
  readFields,
} from "./platform_operation.ts";
import { PLATFORM_TOKEN_OPERATIONS } from "./platform_token_operations.ts";
import { PLATFORM_WIKI_OPERATIONS } from "./platform_wiki_operations.ts";
import { fitsRoute, paramsOf, type RouteParams } from "./route_match.ts";

const BASE = "/api";
const MAX_BODY_BYTES = 64_000;
const ERRORS: ApiErrorForm = {
  invalidStatus: 400,
  challenge: 'Bearer realm="robot"',
};

/** Every operation, in the order of the document; access and members are those of a wiki's own API. */
export const PLATFORM_OPERATIONS = [
  ...PLATFORM_WIKI_OPERATIONS,
  ...PLATFORM_TOKEN_OPERATIONS,
  ...(ORDER_OPERATIONS as readonly Operation[])
    .filter(({ route }) => route === "/access" || route === "/members")
    .map(atWikiRoute),
] as readonly PlatformOperation[];

/** What the document says of the API as a whole. */
const ABOUT = {
  title: "Management API",
  description:
    "Wikis, their members and tokens, for the person whose session it is. Pages are behind each wiki's own API.",
  security: [{ bearer: [] }, { cookie: [] }],
  securitySchemes: {
    bearer: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description: "A session token; personal tokens (rwtf_…) are not accepted",
    },
    cookie: { type: "apiKey", in: "cookie", name: "__Host-robot" },
  },
  invalidStatus: 400,
  errorWords: {
    400: "The request cannot be used; the sentence says why",
    401: "No session, or one that is over",
    403: "You may not do this",
    404: "There is no such wiki, member or token",
    409: "It is taken, was done already, or does not apply to this person",
    429: "Too many requests; see Retry-After",
  },
} as const;

/** The routes below `/api`. */
export function platformApiDoor(front: Front): Hono<SiteEnv> {
  const door = new Hono<SiteEnv>();
  door.onError((error, c) => apiError(error, c, ERRORS));
  door.use(async (c, next) => {
    await next();
    c.header("Cache-Control", "private, no-store");
  });
  door.get(`${BASE}/openapi.json`, (c) => {
    const server = `${c.var.house.config.origin}${BASE}`;
    return c.json(openApiDocument(PLATFORM_OPERATIONS, { ...ABOUT, server }));
  });
  door.all("*", (c) => answer(c, front));
  return door;
}

async function answer(
  c: Context<SiteEnv>,
  front: Front,
): Promise<Response> {
  const address = readAddress(c.req.url).path.slice(BASE.length);
  const operation = PLATFORM_OPERATIONS.find(({ method, route }) =>
    method === c.req.method.toLowerCase() && fitsRoute(route, address)
  );
  if (operation === undefined) return refuse(c, address);
  const person = await personOf(c, front);
  const params = paramsOf(operation.route, address);
  const call = callOf(c, { person, params });
  // Who has no right is not read any further.
  if (operation.manages) await call.atWiki((visit) => void forManaging(visit));
  c.req.raw = limitBody(c.req.raw, MAX_BODY_BYTES);
  const body = operation.body
    ? readFields(operation.body, await readJson(c))
    : undefined;
  const result = await operation.handle({ ...call, body });
  return c.json(result.body as object, result.status);
}

/** @throws {AppError} `forbidden` for a page of another site; `unauthenticated`, `rate_limited`. */
async function personOf(c: Context<SiteEnv>, front: Front): Promise<Person> {
  demandSameOrigin(c.req.raw, c.var.selfUrl);
  const headers = c.req.raw.headers;
  const { caller } = await identifyOrNote(
    c,
    front.limiter,
    { wikiId: null, door: "the platform's API" },
    () => identifyAtPlatformApi(front.sessions, headers),
  );
  const counts = rateClassOf("site", c.req.method, c.req.path);
  if (counts) {
    front.limiter.take(counts, rateKeyOf(caller, c.var.clientAddress));
  }
  if (caller.kind === "session") return caller;
  if (caller.kind === "anonymous" && caller.barred !== undefined) {
    throw new AppError("forbidden", `Cannot use this API: ${caller.barred}`);
  }
  throw new AppError(
    "unauthenticated",
    "Cannot use this API without a session: sign in, or send Authorization: Bearer with a session token",
  );
}

function callOf(
  c: Context<SiteEnv>,
  { person, params }: { person: Person; params: RouteParams },
): Omit<PlatformCall<unknown>, "body"> {
  const caller = person;
  return {
    ...{ person, params },
    house: c.var.house,
    address: c.var.clientAddress,
    atWiki: (work, slug = params.slug ?? "") =>
      visitFromPlatform(c, { slug, caller, door: "api" }, work),
  };
}

function refuse(c: Context<SiteEnv>, below: string): Response {
  const methods = PLATFORM_OPERATIONS
    .filter(({ route }) => fitsRoute(route, below))
    .map(({ method }): string => method);
  if (below === "/openapi.json") methods.push("get");
  return noOperation(c, { base: BASE, below, methods });
}
