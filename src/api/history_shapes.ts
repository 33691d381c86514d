/**
 * The JSON shapes of what happened: histories, one commit, a diff, blame.
 *
 * @module
 */
import { z } from "zod";
import type { Change } from "../wiki/history.ts";
import { limit, revision } from "./shapes.ts";

const time = z.string().optional();

/** Which changes of a history; all that is given must hold. */
export const changesQuery = z.object({
  limit: limit(50),
  before: revision.optional().describe("Revision to go on behind"),
  by: z.string().max(300).optional().describe(
    "Who: handle, DID, name, or name of an agent",
  ),
  agent: z.string().max(300).optional().describe(
    "1: through any agent; else the agent's name",
  ),
  since: time.describe("ISO date or time: nothing older"),
  until: time.describe("ISO date or time: nothing newer"),
});

/** A commit, and who was behind it. */
export const change = z.object({
  revision: z.string(),
  author: z.string().describe("As the commit says"),
  date: z.string().describe("ISO 8601, UTC"),
  message: z.string(),
  handle: z.string().nullable().describe(
    "Who it was, where the change was made through this service",
  ),
  agent: z.string().nullable().describe("The program that acted, if any"),
});

/** A commit in this shape. */
export function showMade({ revision, author, at, message, by }: Change) {
  return {
    revision,
    author: author.name,
    date: at,
    message,
    handle: by?.handle ?? null,
    agent: by?.agent ?? null,
  };
}

const next = z.string().nullable().describe(
  "Pass as `before` for the rest; null at the end",
);

/** Answer of a page's history. */
export const history = z.object({
  path: z.string(),
  history: z.array(change.extend({ path: z.string() })),
  next,
});

/** Answer of the changelog. */
export const changelogAnswer = z.object({
  entries: z.array(change.extend({ pages_affected: z.array(z.string()) })),
  total: z.number().int().describe("Entries in this answer"),
  next,
});

/** Answer of what changed since a revision. */
export const changesSince = z.object({
  entries: z.array(change.extend({ pages_affected: z.array(z.string()) })),
  cursor: z.string().describe("The revision to ask with next time"),
  has_more: z.boolean(),
});

/** Answer of one commit. */
export const commitAnswer = change.extend({
  files: z.array(z.object({
    path: z.string(),
    moved_from: z.string().nullable(),
    bytes_before: z.number().int().nullable(),
    bytes_after: z.number().int().nullable(),
    added: z.number().int().nullable().describe("Lines; null: not compared"),
    removed: z.number().int().nullable(),
  })),
});

/** Which revisions of a page to compare. */
export const diffQuery = z.object({
  from: revision.optional().describe("Left out: the change before `to`"),
  to: revision.optional().describe("Left out: the newest"),
});

/** Answer of a comparison. */
export const diffAnswer = z.object({
  path: z.string().describe("The page's path at `to`"),
  from: z.string().nullable().describe("null: the page was made at `to`"),
  from_path: z.string().nullable(),
  to: z.string(),
  diff: z.string().describe("Unified diff; empty: no difference"),
});

/** Answer of blame. */
export const blameAnswer = z.object({
  path: z.string(),
  runs: z.array(change.extend({
    first_line: z.number().int().describe("From 1"),
    line_count: z.number().int(),
  })),
});
