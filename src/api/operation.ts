/**
 * What an operation of the REST API is. The routes and the OpenAPI document are both made from
 * the same table of operations, so they cannot disagree.
 *
 * @module
 */
import type { z } from "zod";
import { AppError } from "../errors.ts";
import type { Visit } from "../wiki/access.ts";
import type { RouteParams } from "./route_match.ts";

/** An answer: a status and a JSON body. */
export interface Answer {
  readonly status: 200 | 201;
  readonly body: unknown;
}

/** What a handler is given: read, checked, typed. */
export interface ApiCall<Query, Body> {
  readonly visit: Visit;
  /** The page path in the URL, decoded; empty where the operation has none. */
  readonly path: string;
  /** What stands in every place of the route. */
  readonly params: RouteParams;
  readonly query: Query;
  readonly body: Body;
}

/** One row of the table. */
export interface Operation<Query = unknown, Body = unknown> {
  /** Name for generated clients. */
  readonly id: string;
  readonly method: "get" | "put" | "post" | "patch" | "delete";
  /** Below `/api/v1`; `{path}` is a page path that may hold slashes, any other `{name}` one segment. */
  readonly route: string;
  readonly summary: string;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Who may not manage the wiki is refused before the request can be wrong. */
  readonly manages?: true;
  /** The body holds a file as base64, so it may be far longer than a page. */
  readonly bringsFile?: true;
  /** What success looks like, by status. */
  readonly answers: Readonly<Partial<Record<200 | 201, z.ZodType>>>;
  /** Codes that it may answer besides 401, 403, 404 (unknown wiki) and 429. */
  readonly errors: readonly (404 | 409 | 413 | 422 | 507)[];
  handle(call: ApiCall<Query, Body>): Answer | Promise<Answer>;
}

/**
 * Reads a value by its schema.
 *
 * @throws {AppError} `invalid`, naming the fields.
 */
export function readBy<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`
  );
  throw new AppError(
    "invalid",
    `Cannot read the request: ${problems.join("; ")}`,
  );
}
