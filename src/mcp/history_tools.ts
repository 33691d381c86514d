/**
 * The tools that read what happened: `get_recent_changes` and `get_history`.
 *
 * @module
 */
import { z } from "zod";
import { forReading } from "../wiki/access.ts";
import { type Change, changelog, pageHistory } from "../wiki/history.ts";
import { cut, fitItems } from "./budget.ts";
import { limit, moreLine, NEXT_CURSOR, PATH, type Tool, tool } from "./tool.ts";

const MAX_PAGES = 30;
const change = z.object({
  revision: z.string(),
  at: z.string(),
  author: z.string(),
  agent: z.string().nullable(),
  message: z.string(),
  pages: z.array(z.string()),
  pages_total: z.number(),
});
const cursor = z.string().regex(/^[0-9a-f]{7,40}$/).optional()
  .describe("next_cursor of the last answer, to go on");

const getRecentChanges = tool({
  name: "get_recent_changes",
  title: "Recent changes",
  description: "What changed in the wiki, newest first, and who did it.",
  input: z.object({
    limit: limit(20),
    since: z.string().optional().describe("ISO date or time: nothing older"),
    cursor,
  }),
  output: z.object({ changes: z.array(change), next_cursor: NEXT_CURSOR }),
  isReadOnly: true,
  run(visit, { limit, since, cursor }) {
    const wish = {
      limit: limit + 1,
      ...(since && { since }),
      ...(cursor && { before: cursor }),
    };
    const { shown, next } = fit(changelog(forReading(visit), wish), limit);
    return {
      text:
        `${shown.length} recent changes:\n\n${
          shown.map(changeLine).join("\n")
        }` +
        moreLine("get_recent_changes", next),
      structured: { changes: shown.map(showChange), next_cursor: next },
    };
  },
});

const getHistory = tool({
  name: "get_history",
  title: "History of a page",
  description:
    "The revisions of one page, newest first, through renames. read_note reads one of them.",
  input: z.object({
    path: PATH,
    limit: limit(10),
    cursor,
  }),
  output: z.object({
    path: z.string(),
    revisions: z.array(change),
    next_cursor: NEXT_CURSOR,
  }),
  isReadOnly: true,
  run(visit, { path, limit, cursor }) {
    const wish = { limit: limit + 1, ...(cursor && { before: cursor }) };
    const { shown, next } = fit(
      pageHistory(forReading(visit), path, wish),
      limit,
    );
    return {
      text: `History for ${path} (${shown.length} revisions):\n\n` +
        shown.map(revisionLine).join("\n") + moreLine("get_history", next),
      structured: { path, revisions: shown.map(showChange), next_cursor: next },
    };
  },
});

/** What fits of `limit` changes; one more was asked for, to know whether there are more. */
function fit<C extends Change>(changes: readonly C[], limit: number) {
  const show = { text: changeLine, json: showChange };
  const shown = fitItems(changes.slice(0, limit), show, 1500);
  const next = shown.length < changes.length
    ? shown.at(-1)?.revision ?? null
    : null;
  return { shown, next };
}

function who({ author, by }: Change): string {
  const name = cut(author.name, 100);
  return by?.agent ? `${name} via ${cut(by.agent, 100)}` : name;
}

function changeLine(change: Change): string {
  const more = change.pages.length > MAX_PAGES
    ? ` and ${change.pages.length - MAX_PAGES} more`
    : "";
  const pages = change.pages.slice(0, MAX_PAGES).join(", ");
  return `- ${change.at} | ${who(change)} | ${pages}${more}\n  ${
    messageOf(change)
  } (${change.revision})`;
}

function revisionLine(change: Change): string {
  return `- ${change.revision} | ${change.at} | ${who(change)}\n  ${
    messageOf(change)
  }`;
}

function messageOf({ message }: Change): string {
  return cut(message.trim().replace(/\s*\n\s*/g, " / "), 500);
}

function showChange(change: Change) {
  return {
    revision: change.revision,
    at: change.at,
    author: cut(change.author.name, 100),
    agent: change.by?.agent ? cut(change.by.agent, 100) : null,
    message: messageOf(change),
    pages: change.pages.slice(0, MAX_PAGES),
    pages_total: change.pages.length,
  };
}

/** The tools that read what happened. */
export const HISTORY_TOOLS: readonly Tool[] = [getRecentChanges, getHistory];
