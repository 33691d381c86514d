/**
 * What an operation of the platform's API is: as one of a wiki's API, but a person asks for it on the platform's own host, with
 * or without a wiki in the route.
 *
 * @module
 */
import type { z } from "zod";
import { AppError } from "../errors.ts";
import type { Caller, Visit } from "../wiki/access.ts";
import type { House } from "../wiki/house.ts";
import type { DescribedOperation } from "./openapi.ts";
import type { Answer, Operation } from "./operation.ts";
import type { RouteParams } from "./route_match.ts";

/** Somebody who is signed in. */
export type Person = Extract<Caller, { kind: "session" }>;

/** What a handler is given: read, checked, typed. */
export interface PlatformCall<Body> {
  readonly house: House;
  readonly person: Person;
  /** Network address of the client. */
  readonly address: string;
  /** What stands in the places of the route. */
  readonly params: RouteParams;
  readonly body: Body;
  /**
   * Does something in front of the wiki in the route, or another one.
   *
   * @throws {AppError} `not_found`, and what the work throws.
   */
  atWiki<T>(
    work: (visit: Visit) => T | Promise<T>,
    slug?: string,
  ): Promise<T>;
}

/** One row of the table. */
export interface PlatformOperation<Body = unknown> extends DescribedOperation {
  handle(call: PlatformCall<Body>): Answer | Promise<Answer>;
}

/** An operation of a wiki's API, below `/wikis/{slug}` of the platform's. */
export function atWikiRoute(operation: Operation): PlatformOperation {
  const { handle, ...described } = operation;
  return {
    ...described,
    route: `/wikis/{slug}${operation.route}`,
    summary: operation.summary.replace(/; with a session only$/, ""),
    handle: ({ params, body, atWiki }) =>
      atWiki((visit) => {
        const call = { visit, params, body, path: "", query: undefined };
        return handle.call(operation, call);
      }),
  };
}

/**
 * Reads a body by its schema; nothing sent counts as no fields.
 *
 * @throws {AppError} `invalid`, in the words of the service before this one: `display_name is required`. The first problem is told.
 */
export function readFields<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const field = path.join(".");
  const isSentence = field === "" || !/^[a-z]/.test(message);
  throw new AppError(
    "invalid",
    isSentence
      ? `Cannot read the request: ${
        [field, message].filter(Boolean).join(": ")
      }`
      : `${field} ${message}`,
  );
}
