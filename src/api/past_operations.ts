/**
 * The wiki as it was at a revision or a date.
 *
 * @module
 */
import { z } from "zod";
import { forReading } from "../wiki/access.ts";
import { foldPath } from "../wiki/page_path.ts";
import {
  findMoment,
  findPast,
  openPast,
  readMoment,
  readPast,
} from "../wiki/past.ts";
import { AppError } from "../errors.ts";
import { change, showMade } from "./history_shapes.ts";
import type { Operation } from "./operation.ts";

const listQuery = z.object({
  prefix: z.string().max(4096).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
  offset: z.coerce.number().int().min(0).default(0),
});

const listAnswer = z.object({
  at: change.describe("The commit that was the newest then"),
  pages: z.array(z.string()).describe("Paths, sorted"),
  total: z.number().int(),
});

const list: Operation<z.infer<typeof listQuery>, undefined> = {
  id: "listPagesAt",
  method: "get",
  route: "/at/{when}/pages",
  summary:
    "The pages that there were; `when`: a revision, or an ISO date (its end, UTC) or time",
  query: listQuery,
  answers: { 200: listAnswer },
  errors: [404, 422],
  handle({ visit, params, query }) {
    const wiki = forReading(visit);
    const commit = findMoment(wiki, params["when"] ?? "");
    const prefix = foldPath(query.prefix ?? "");
    const paths = [...openPast(wiki, commit).pages.keys()]
      .filter((path) => foldPath(path).startsWith(prefix)).sort();
    return {
      status: 200,
      body: {
        at: showMade(readMoment(wiki, commit).change),
        pages: paths.slice(query.offset, query.offset + query.limit),
        total: paths.length,
      },
    };
  },
};

const readAnswer = z.object({
  at: change,
  path: z.string(),
  revision: z.string().describe("The commit that had changed it last"),
  title: z.string(),
  content: z.string(),
});

const read: Operation<undefined, undefined> = {
  id: "readPageAt",
  method: "get",
  route: "/at/{when}/pages/{path}",
  summary: "A page as it was, by the name that it had then",
  answers: { 200: readAnswer },
  errors: [404, 422],
  handle({ visit, params, path }) {
    const wiki = forReading(visit);
    const past = openPast(wiki, findMoment(wiki, params["when"] ?? ""));
    const found = findPast(past, path);
    if (found?.kind !== "page") {
      throw new AppError("not_found", `There was no page "${path}" then`);
    }
    const page = readPast(wiki, past, found.path);
    return {
      status: 200,
      body: {
        at: showMade(readMoment(wiki, past.commit).change),
        path: page.path,
        revision: page.revision,
        title: page.title,
        content: page.text,
      },
    };
  },
};

/** The operations on the wiki as it was. */
export const PAST_OPERATIONS = [list, read] as const;
