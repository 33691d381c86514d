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
import type { WikiEnv } from "../http/env.ts";
import { demandFlatJson } from "../http/flat_json.ts";
import { readAddress } from "../http/place.ts";
import { AppError } from "../errors.ts";
import { forReading, forWriting } from "../wiki/access.ts";
import { pathOfUrl } from "../wiki/page_path.ts";
import { findPage } from "../wiki/pages.ts";
import { apiError, MalformedJson } from "./api_error.ts";
import { openApiDocument } from "./openapi.ts";
import { type Operation, readBy } from "./operation.ts";
import { PAGE_OPERATIONS } from "./page_operations.ts";
import { READING_OPERATIONS } from "./reading_operations.ts";

const BASE = "/api/v1";
const HISTORY_SUFFIX = "/history";

/** Every operation, in the order of the document. */
export const OPERATIONS = [
  ...PAGE_OPERATIONS,
  ...READING_OPERATIONS,
] as readonly Operation[];

/** The routes below `/api/v1`. */
export function apiDoor(): Hono<WikiEnv> {
  const door = new Hono<WikiEnv>();
  door.onError(apiError);
  door.get(`${BASE}/health`, (c) => c.json({ status: "ok" }));
  door.get(`${BASE}/openapi.json`, (c) => {
    return c.json(openApiDocument(OPERATIONS, `${c.var.wikiUrl}${BASE}`));
  });
  // `/links/*` would take `/links` too, so routes without a path come first.
  const hasPath = ({ route }: Operation) => Number(route.includes("{path}"));
  for (
    const operation of OPERATIONS.toSorted((a, b) => hasPath(a) - hasPath(b))
  ) {
    const route = operation.route.replace("/{path}", "/*");
    door.on(
      operation.method.toUpperCase(),
      `${BASE}${route}`,
      (c) => answer(c, operation),
    );
  }
  door.all(`${BASE}/*`, (c) => refuse(c));
  return door;
}

async function answer(
  c: Context<WikiEnv>,
  operation: Operation,
): Promise<Response> {
  const open = operation.method === "get" ? forReading : forWriting;
  open(c.var.visit); // who has no right is not read any further, least of all a body of megabytes
  const { path, operation: chosen } = choose(c, operation);
  const query = chosen.query ? readBy(chosen.query, c.req.query()) : undefined;
  const body = chosen.body ? readBy(chosen.body, await readJson(c)) : undefined;
  const result = await chosen.handle({ visit: c.var.visit, path, query, body });
  return c.json(result.body as object, result.status);
}

/** The page path, and the operation: a read of `<path>/history` may mean the history of `<path>`. */
function choose(c: Context<WikiEnv>, operation: Operation) {
  if (!operation.route.includes("{path}")) return { path: "", operation };
  const path = pathIn(c, operation.route);
  const isSuffixForm = operation.id === "readPage" &&
    path.endsWith(HISTORY_SUFFIX) &&
    findPage(forReading(c.var.visit), path) === undefined;
  if (!isSuffixForm) return { path, operation };
  const history = OPERATIONS.find(({ id }) => id === "pageHistory")!;
  return { path: path.slice(0, -HISTORY_SUFFIX.length), operation: history };
}

function pathIn(c: Context<WikiEnv>, route: string): string {
  const prefix = `${BASE}${route.replace("{path}", "")}`;
  const { path: sent } = readAddress(c.req.url);
  // Behind an action's name, so that a page called `-/edit/x` is none.
  const path = sent.startsWith(prefix)
    ? pathOfUrl(`/-/page/${sent.slice(prefix.length)}`)
    : undefined;
  if (path === undefined || path === "") {
    throw new AppError("invalid", "Cannot read the page path");
  }
  return path;
}

async function readJson(c: Context<WikiEnv>): Promise<unknown> {
  const text = await c.req.text();
  if (text.trim() === "") return undefined;
  demandFlatJson(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedJson("not JSON", { cause: error });
  }
}

/** What no route takes: 405 where another method would do, else 404. */
function refuse(c: Context<WikiEnv>): Response {
  const below = readAddress(c.req.url).path.split(BASE)[1] ?? "";
  const methods = OPERATIONS.filter(({ route }) =>
    route.includes("{path}")
      ? below.startsWith(route.replace("{path}", ""))
      : below === route
  ).map(({ method }) => method.toUpperCase());
  if (methods.length === 0) {
    return c.json({
      error: `Cannot find ${below}: see ${BASE}/openapi.json`,
      code: "not_found",
    }, 404);
  }
  c.header("Allow", methods.join(", "));
  return c.json({
    error: `Cannot ${c.req.method} here: use ${methods.join(" or ")}`,
    code: "invalid",
  }, 405);
}
