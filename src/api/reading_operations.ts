/**
 * Operations on links.
 *
 * @module
 */
import { forReading } from "../wiki/access.ts";
import { linkGraph, pageLinks } from "../wiki/links.ts";
import type { Operation } from "./operation.ts";
import * as shapes from "./shapes.ts";

const links: Operation<undefined, undefined> = {
  id: "pageLinks",
  method: "get",
  route: "/links/{path}",
  summary: "Links from and to a page; empty for a page that does not exist",
  answers: { 200: shapes.links },
  errors: [],
  handle({ visit, path }) {
    const { linksTo, linkedFrom } = pageLinks(forReading(visit), path);
    return {
      status: 200,
      body: { path, links_to: linksTo, linked_from: linkedFrom },
    };
  },
};

const graph: Operation<undefined, undefined> = {
  id: "linkGraph",
  method: "get",
  route: "/links",
  summary: "All links between pages",
  answers: { 200: shapes.graph },
  errors: [],
  async handle({ visit }) {
    return { status: 200, body: await linkGraph(forReading(visit)) };
  },
};

/** The operations that only read. */
export const READING_OPERATIONS = [links, graph] as const;
