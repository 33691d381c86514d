/**
 * REST of one wiki, at `/api/v1`. The routes are made from the table of operations; the body of
 * a failure is made by `api_error.ts`.
 *
 * The suffix form `/pages/<path>/history` is kept beside `/history/<path>`; a page with exactly
 * that name comes first.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { longestBody } from "../http/body_limit.ts";
import type { WikiEnv } from "../http/env.ts";
import { readAddress } from "../http/place.ts";
import { rateKeyOf } from "../http/rate_limit.ts";
import { UploadMemory } from "../http/upload_memory.ts";
import { forManaging, forReading, forWriting } from "../wiki/access.ts";
import { findPage } from "../wiki/pages.ts";
import { limitsOf } from "../wiki/quota.ts";
import { apiError, type ApiErrorForm, noOperation } from "./api_error.ts";
import { ATTACHMENT_OPERATIONS } from "./attachment_operations.ts";
import { BROWSE_OPERATIONS } from "./browse_operations.ts";
import { MOVING_OPERATIONS } from "./moving_operations.ts";
import { DRAFT_OPERATIONS } from "./draft_operations.ts";
import { HISTORY_OPERATIONS } from "./history_operations.ts";
import { readJson } from "./json_body.ts";
import { openApiDocument } from "./openapi.ts";
import { type Operation, readBy } from "./operation.ts";
import { ORDER_OPERATIONS } from "./order_operations.ts";
import { PAGE_OPERATIONS } from "./page_operations.ts";
import { PAST_OPERATIONS } from "./past_operations.ts";
import { READING_OPERATIONS } from "./reading_operations.ts";
import { SEARCH_OPERATIONS } from "./search_operations.ts";
import {
  fitsRoute,
  paramsOf,
  placesOf,
  type RouteParams,
} from "./route_match.ts";

const BASE = "/api/v1";
const HISTORY_SUFFIX = "/history";
const PAGE_ROUTE = "/pages/{path}";

const ERRORS: ApiErrorForm = {
  invalidStatus: 422,
  challenge: 'Bearer realm="wiki"',
};

/** What the document says of the API as a whole. */
const ABOUT = {
  title: "Wiki API",
  description:
    "Pages of one wiki. `{path}` may hold slashes: `/pages/Actors/Iran`.",
  security: [{ bearer: [] }, {}],
  securitySchemes: {
    bearer: {
      type: "http",
      scheme: "bearer",
      description: "A personal token of this wiki",
    },
  },
};

/** Every operation, in the order of the document. */
export const OPERATIONS = [
  ...PAGE_OPERATIONS,
  ...MOVING_OPERATIONS,
  ...ATTACHMENT_OPERATIONS,
  ...DRAFT_OPERATIONS,
  ...HISTORY_OPERATIONS,
  ...PAST_OPERATIONS,
  ...SEARCH_OPERATIONS,
  ...READING_OPERATIONS,
  ...BROWSE_OPERATIONS,
  ...ORDER_OPERATIONS,
] as readonly Operation[];

/** The routes below `/api/v1`. */
export function apiDoor(): Hono<WikiEnv> {
  const door = new Hono<WikiEnv>();
  const memory = new UploadMemory();
  door.onError((error, c) => apiError(error, c, ERRORS));
  door.get(`${BASE}/health`, (c) => c.json({ status: "ok" }));
  door.get(`${BASE}/openapi.json`, (c) => {
    const server = `${c.var.wikiUrl}${BASE}`;
    return c.json(openApiDocument(OPERATIONS, { ...ABOUT, server }));
  });
  // A place takes any number of segments, so routes without one come first.
  const patterns = new Set(
    OPERATIONS.toSorted((a, b) => placesIn(a) - placesIn(b)).map((operation) =>
      `${operation.method.toUpperCase()} ${BASE}${
        operation.route.replace(/\{.*$/, "*")
      }`
    ),
  );
  for (const pattern of patterns) {
    const [method = "", path = ""] = pattern.split(" ");
    door.on(method, path, (c) => answer(c, memory));
  }
  door.all(`${BASE}/*`, (c) => refuse(c));
  return door;
}

async function answer(
  c: Context<WikiEnv>,
  memory: UploadMemory,
): Promise<Response> {
  const open = c.req.method === "GET" || c.req.method === "HEAD"
    ? forReading
    : forWriting;
  open(c.var.visit); // who has no right is not read any further, least of all a body of megabytes
  const chosen = choose(c);
  if (chosen === undefined) return refuse(c);
  const { operation, params } = chosen;
  if (operation.manages) forManaging(c.var.visit);
  using held = memory.hold(rateKeyOf(c.var.visit.caller, c.var.clientAddress));
  if (operation.bringsFile) held.take(FILE_COPIES * bodyLength(c));
  const query = operation.query
    ? readBy(operation.query, c.req.query())
    : undefined;
  const body = operation.body
    ? readBy(operation.body, await readJson(c))
    : undefined;
  const { visit } = c.var;
  const path = params.path ?? "";
  const call = { visit, path, params, query, body };
  const result = await operation.handle(call);
  return c.json(result.body as object, result.status);
}

/**
 * The operation that an address means: the one whose route says most, but a page with exactly this name comes first. A read of
 * `<path>/history` may mean the history of `<path>`.
 */
function choose(
  c: Context<WikiEnv>,
): { operation: Operation; params: RouteParams } | undefined {
  const address = belowBase(c);
  const method = c.req.method === "HEAD" ? "get" : c.req.method.toLowerCase();
  const fitting = OPERATIONS.filter((operation) =>
    operation.method === method && fitsRoute(operation.route, address)
  ).toSorted((a, b) => fixedPartOf(b) - fixedPartOf(a));
  const whole = fitting.find(({ route }) => route === PAGE_ROUTE);
  const operation = whole !== undefined && isPage(c, address)
    ? whole
    : fitting[0];
  if (operation === undefined) return undefined;
  const params = paramsOf(operation.route, address);
  const { path = "" } = params;
  const isSuffixForm = operation.id === "readPage" &&
    path.endsWith(HISTORY_SUFFIX) && !isPage(c, address);
  return isSuffixForm
    ? {
      operation: OPERATIONS.find(({ id }) => id === "pageHistory")!,
      params: { path: path.slice(0, -HISTORY_SUFFIX.length) },
    }
    : { operation, params };
}

/** Whether `/pages/<path>` names an existing page to its end. */
function isPage(c: Context<WikiEnv>, address: string): boolean {
  const { path = "" } = paramsOf(PAGE_ROUTE, address);
  return findPage(forReading(c.var.visit), path) !== undefined;
}

/** Characters of a route that are no places. */
function fixedPartOf({ route }: Operation): number {
  return route.replace(/\{\w+\}/g, "").length;
}

function placesIn({ route }: Operation): number {
  return placesOf(route).length;
}

/** The address behind `/api/v1`, still encoded. */
function belowBase(c: Context<WikiEnv>): string {
  const { path } = readAddress(c.req.url);
  return path.startsWith(BASE) ? path.slice(BASE.length) : "";
}

/** A file is in memory as text, as JSON's value and as bytes. */
const FILE_COPIES = 3;

/** The length that a request announces, else the longest that it may have. */
function bodyLength(c: Context<WikiEnv>): number {
  const { method, path } = c.req;
  const { house, visit: { wiki } } = c.var;
  return Number(c.req.header("content-length")) ||
    longestBody(limitsOf(house.config, wiki.row), "api", { method, path });
}

function refuse(c: Context<WikiEnv>): Response {
  const below = belowBase(c);
  const methods = OPERATIONS.filter(({ route }) => fitsRoute(route, below))
    .map(({ method }) => method);
  return noOperation(c, { base: BASE, below, methods });
}
