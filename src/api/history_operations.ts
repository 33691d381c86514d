/**
 * Operations that tell what happened: histories, one commit, the difference of two revisions, blame.
 *
 * @module
 */
import { z } from "zod";
import { forReading } from "../wiki/access.ts";
import { findChanges, findRevisions } from "../wiki/change_filter.ts";
import {
  blamePage,
  type Change,
  changesAfter,
  diffChange,
  unifiedPageDiff,
} from "../wiki/history.ts";
import * as history from "./history_shapes.ts";
import type { Operation } from "./operation.ts";
import { limit, revision } from "./shapes.ts";

type ChangesQuery = z.infer<typeof history.changesQuery>;

function sliceOf({ limit, before }: Pick<ChangesQuery, "limit" | "before">) {
  return before === undefined ? { limit } : { limit, before };
}

const ofPage: Operation<ChangesQuery, undefined> = {
  id: "pageHistory",
  method: "get",
  route: "/history/{path}",
  summary: "The revisions of a page, newest first, through renames",
  query: history.changesQuery,
  answers: { 200: history.history },
  errors: [404, 422],
  async handle({ visit, path, query }) {
    const wiki = forReading(visit);
    const found = await findRevisions(wiki, path, query, sliceOf(query));
    const shown = found.changes.map((one) => ({
      ...history.showMade(one),
      path: one.path,
    }));
    const { next } = found;
    return { status: 200, body: { path, history: shown, next } };
  },
};

const logQuery = history.changesQuery.extend({
  prefix: z.string().max(4096).optional().describe(
    "Beginning of the path of a page or file",
  ),
});

const log: Operation<z.infer<typeof logQuery>, undefined> = {
  id: "changelog",
  method: "get",
  route: "/changelog",
  summary: "The commits of the wiki, newest first",
  query: logQuery,
  answers: { 200: history.changelogAnswer },
  errors: [404, 422],
  async handle({ visit, query }) {
    const wiki = forReading(visit);
    const { changes, next } = await findChanges(wiki, query, sliceOf(query));
    const entries = changes.map(showEntry);
    return { status: 200, body: { entries, total: entries.length, next } };
  },
};

function showEntry(change: Change) {
  return { ...history.showMade(change), pages_affected: change.pages };
}

const sinceQuery = z.object({ limit: limit(50) });

const since: Operation<z.infer<typeof sinceQuery>, undefined> = {
  id: "changesSince",
  method: "get",
  route: "/changelog/since/{revision}",
  summary: "What happened after a revision, oldest first",
  query: sinceQuery,
  answers: { 200: history.changesSince },
  errors: [404],
  handle({ visit, params, query }) {
    const from = params["revision"] ?? "";
    const found = changesAfter(forReading(visit), from, query);
    const { changes, cursor, hasMore } = found;
    const entries = changes.map(showEntry);
    return { status: 200, body: { entries, cursor, has_more: hasMore } };
  },
};

const commit: Operation<undefined, undefined> = {
  id: "readCommit",
  method: "get",
  route: "/commits/{revision}",
  summary: "One commit and the files that it changed",
  answers: { 200: history.commitAnswer },
  errors: [404],
  async handle({ visit, params }) {
    const wiki = forReading(visit);
    const found = await diffChange(wiki, params["revision"] ?? "");
    const files = found.files.map((file) => ({
      path: file.path,
      moved_from: file.movedFrom,
      bytes_before: file.bytesBefore,
      bytes_after: file.bytesAfter,
      added: file.diff?.added ?? null,
      removed: file.diff?.removed ?? null,
    }));
    const body = { ...history.showMade(found.change), files };
    return { status: 200, body };
  },
};

type DiffQuery = z.infer<typeof history.diffQuery>;

const diff: Operation<DiffQuery, undefined> = {
  id: "diffPage",
  method: "get",
  route: "/diff/{path}",
  summary: "How a page differs between two revisions, as a unified diff",
  query: history.diffQuery,
  answers: { 200: history.diffAnswer },
  errors: [404, 422],
  handle({ visit, path, query }) {
    const { from = null, to = "HEAD" } = query;
    const found = unifiedPageDiff(forReading(visit), path, { from, to });
    return {
      status: 200,
      body: {
        path: found.path,
        from: found.from?.revision ?? null,
        from_path: found.from?.path ?? null,
        to: found.to,
        diff: found.diff,
      },
    };
  },
};

const blameQuery = z.object({ revision: revision.optional() });

const blame: Operation<z.infer<typeof blameQuery>, undefined> = {
  id: "blamePage",
  method: "get",
  route: "/blame/{path}",
  summary: "Which change brought each line of a page",
  query: blameQuery,
  answers: { 200: history.blameAnswer },
  errors: [404, 413, 422],
  async handle({ visit, path, query }) {
    const runs = await blamePage(forReading(visit), path, query.revision);
    const shown = runs.map(({ change, firstLine, lines }) => ({
      ...history.showMade(change),
      first_line: firstLine,
      line_count: lines.length,
    }));
    return { status: 200, body: { path, runs: shown } };
  },
};

/** The operations that tell what happened. */
export const HISTORY_OPERATIONS = [
  ofPage,
  log,
  since,
  commit,
  diff,
  blame,
] as const;
