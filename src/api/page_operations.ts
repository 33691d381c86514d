/**
 * Operations on one page and on the list of pages.
 *
 * @module
 */
import { z } from "zod";
import { forReading, forWriting, type ReadableWiki } from "../wiki/access.ts";
import { type Change, lastChange } from "../wiki/history.ts";
import { pageLinks } from "../wiki/links.ts";
import { displayName } from "../wiki/page_path.ts";
import { deletePage } from "../wiki/deletion.ts";
import {
  editPage,
  editSection,
  listPages,
  type Page,
  type PageFilter,
  readPage,
  type Saved,
  savePage,
} from "../wiki/pages.ts";
import type { Answer, Operation } from "./operation.ts";
import * as shapes from "./shapes.ts";

const listQuery = z.object({
  prefix: z.string().optional(),
  category: z.string().optional(),
  tag: z.string().optional(),
  updated_since: z.string().optional().describe("ISO date or time"),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
  offset: z.coerce.number().int().min(0).optional(),
});

const list: Operation<z.infer<typeof listQuery>, undefined> = {
  id: "listPages",
  method: "get",
  route: "/pages",
  summary: "List pages; filters are combined with AND",
  query: listQuery,
  answers: { 200: shapes.pageList },
  errors: [422],
  handle({ visit, query }) {
    const { updated_since: updatedSince, ...rest } = query;
    const filter = {
      ...rest,
      ...(updatedSince !== undefined && { updatedSince }),
    };
    const { pages, total } = listPages(forReading(visit), filter as PageFilter);
    const shown = pages.map((page) => ({
      name: page.title,
      path: page.path,
      category: page.category,
      tags: page.tags,
      last_updated: page.updatedAt.slice(0, 10),
      content_length: page.words,
      revision: page.revision,
    }));
    return { status: 200, body: { pages: shown, total } };
  },
};

const readQuery = z.object({ revision: shapes.revision.optional() });

const read: Operation<z.infer<typeof readQuery>, undefined> = {
  id: "readPage",
  method: "get",
  route: "/pages/{path}",
  summary: "Read a page, as it is or as it was at a revision",
  query: readQuery,
  answers: { 200: shapes.page },
  errors: [404, 422],
  handle({ visit, path, query }) {
    const wiki = forReading(visit);
    const page = readPage(
      wiki,
      path,
      query.revision ? { revision: query.revision } : {},
    );
    return { status: 200, body: showPage(wiki, page) };
  },
};

const write: Operation<undefined, z.infer<typeof shapes.writeBody>> = {
  id: "writePage",
  method: "put",
  route: "/pages/{path}",
  summary: "Create a page, or store a new text for one that was read before",
  body: shapes.writeBody,
  answers: { 200: shapes.written, 201: shapes.written },
  errors: [409, 413, 422, 507],
  async handle({ visit, path, body }) {
    const saved = await savePage(forWriting(visit), {
      path,
      text: body.content,
      base: body.revision ?? null,
      ...shapes.messageOf(body.commit_message),
    });
    return showSaved(saved, body.content);
  },
};

const edit: Operation<undefined, z.infer<typeof shapes.editBody>> = {
  id: "editPage",
  method: "patch",
  route: "/pages/{path}",
  summary:
    "Replace one piece of text that is in the page exactly once, or one section",
  body: shapes.editBody,
  answers: { 200: shapes.written },
  errors: [404, 409, 413, 422, 507],
  async handle({ visit, path, body }) {
    const { section, content = "" } = body;
    const { old_string: oldString = "", new_string: newString = "" } = body;
    const wiki = forWriting(visit);
    const edit = {
      path,
      base: body.revision,
      ...shapes.messageOf(body.commit_message),
    };
    const saved = section === undefined
      ? await editPage(wiki, { ...edit, oldString, newString })
      : await editSection(wiki, { ...edit, section, text: content });
    return showSaved(saved);
  },
};

const remove: Operation<undefined, z.infer<typeof shapes.deleteBody>> = {
  id: "deletePage",
  method: "delete",
  route: "/pages/{path}",
  summary: "Delete a page, or with it all below it; the history stays",
  body: shapes.deleteBody,
  answers: { 200: shapes.deleted },
  errors: [404, 409, 422, 507],
  async handle({ visit, path, body }) {
    const deletion = await deletePage(forWriting(visit), {
      path,
      recursive: body?.recursive ?? false,
      ...(body?.revision && { base: body.revision }),
      ...shapes.messageOf(body?.commit_message),
    });
    const { files, ...rest } = deletion;
    return {
      status: 200,
      body: { deleted: true, ...rest, attachments: files },
    };
  },
};

/** The operations on pages. */
export const PAGE_OPERATIONS = [list, read, write, edit, remove] as const;

/** A commit in the shape of the API. */
export function showChange({ revision, author, at, message }: Change) {
  return { revision, author: author.name, date: at, message };
}

function showPage(wiki: ReadableWiki, page: Page) {
  const { linksTo, linkedFrom } = pageLinks(wiki, page.path);
  const last = lastChange(wiki, page.path);
  return {
    name: nameOf(page),
    path: page.path,
    content: page.text,
    frontmatter: page.frontMatter,
    links_to: linksTo,
    linked_from: linkedFrom,
    revision: page.revision,
    last_commit: last === undefined ? null : showChange(last),
  };
}

/** The title in the front matter, else the last part of the path. */
function nameOf(
  { path, frontMatter }: Pick<Page, "path" | "frontMatter">,
): string {
  const title = frontMatter?.["title"];
  return typeof title === "string" && title !== "" ? title : displayName(path);
}

function showSaved(
  { path, revision, outcome, text, mergedWith }: Saved,
  sent?: string,
): Answer {
  const isCreated = outcome === "created";
  const isMerged = outcome === "merged";
  return {
    status: isCreated ? 201 : 200,
    body: {
      name: displayName(path),
      path,
      revision,
      created: isCreated,
      merged: isMerged,
      ...(isMerged && { merged_with: mergedWith.map(showChange) }),
      ...(text !== sent && isMerged && { content: text }),
    },
  };
}
