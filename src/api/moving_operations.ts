/**
 * Operations that move or undo: rename a page, revert a commit, bring a page back to a revision.
 *
 * @module
 */
import { z } from "zod";
import { forWriting } from "../wiki/access.ts";
import { previewRename, renamePage, type RenamePlan } from "../wiki/rename.ts";
import { revertPage } from "../wiki/restore.ts";
import { revertCommit } from "../wiki/revert.ts";
import type { Operation } from "./operation.ts";
import * as shapes from "./shapes.ts";

const renameBody = z.object({
  new_path: z.string().describe("The new page path"),
  revision: shapes.revision.optional().describe(
    "Refuse where the page has changed since",
  ),
  update_links: z.boolean().default(true).describe(
    "Rewrite the links that lead to it",
  ),
  dry_run: z.boolean().default(false).describe(
    "Only tell what would change; then revision is null",
  ),
  commit_message: shapes.commitMessage,
});

const move = z.object({ from: z.string(), to: z.string() });

const renamed = z.object({
  old_path: z.string(),
  new_path: z.string(),
  revision: z.string().nullable().describe("The commit that renamed it"),
  updated_pages: z.array(z.string()).describe(
    "Pages whose links changed, by their paths before",
  ),
  updated_links: z.number().int(),
  moved_pages: z.array(move),
  moved_attachments: z.array(move),
});

const rename: Operation<undefined, z.infer<typeof renameBody>> = {
  id: "renamePage",
  method: "post",
  route: "/pages/{path}/rename",
  summary:
    "Rename a page with its sub-pages and attachments, and rewrite every link to them",
  body: renameBody,
  answers: { 200: renamed },
  errors: [404, 409, 413, 422, 507],
  async handle({ visit, path, body }) {
    const wiki = forWriting(visit);
    const renaming = {
      path,
      newPath: body.new_path,
      updateLinks: body.update_links,
      ...(body.revision && { base: body.revision }),
      ...shapes.messageOf(body.commit_message),
    };
    if (body.dry_run) {
      const plan = await previewRename(wiki, renaming);
      return { status: 200, body: showPlan(plan, null) };
    }
    const done = await renamePage(wiki, renaming);
    return { status: 200, body: showPlan(done, done.revision) };
  },
};

const restoreBody = z.object({
  revision: shapes.revision.describe("Revision whose text is wanted"),
  base: shapes.revision.optional().describe(
    "Refuse where the page has changed since this revision of it",
  ),
  commit_message: shapes.commitMessage,
});

const restored = z.object({
  path: z.string(),
  revision: z.string().describe("The page's revision now"),
  outcome: z.enum(["created", "updated", "unchanged"]),
});

const restore: Operation<undefined, z.infer<typeof restoreBody>> = {
  id: "restorePage",
  method: "post",
  route: "/pages/{path}/restore",
  summary:
    "Make the text of an older revision the page's own again, also of a deleted page",
  body: restoreBody,
  answers: { 200: restored },
  errors: [404, 409, 413, 422, 507],
  async handle({ visit, path, body }) {
    const done = await revertPage(forWriting(visit), {
      path,
      revision: body.revision,
      ...(body.base && { base: body.base }),
      ...shapes.messageOf(body.commit_message),
    });
    return { status: 200, body: done };
  },
};

const revertBody = z.object({ commit_message: shapes.commitMessage })
  .optional();

const reverted = z.object({
  revision: z.string().describe("The new commit"),
  reverted: z.string().describe("The commit that was undone"),
  files: z.array(z.string()).describe("Files that changed"),
});

const revert: Operation<undefined, z.infer<typeof revertBody>> = {
  id: "revertCommit",
  method: "post",
  route: "/commits/{revision}/revert",
  summary:
    "Undo a commit; refused, naming the pages, where the same places changed since",
  body: revertBody,
  answers: { 200: reverted },
  errors: [404, 409, 413, 422, 507],
  async handle({ visit, params, body }) {
    const done = await revertCommit(forWriting(visit), {
      revision: params.revision!,
      ...shapes.messageOf(body?.commit_message),
    });
    const { revision, undone, files } = done;
    return { status: 200, body: { revision, reverted: undone, files } };
  },
};

/** The operations that move or undo. */
export const MOVING_OPERATIONS = [rename, restore, revert] as const;

function showPlan(plan: RenamePlan, revision: string | null) {
  const { path, newPath, pages, files, rewritten } = plan;
  return {
    old_path: path,
    new_path: newPath,
    revision,
    updated_pages: rewritten.map((page) => page.path),
    updated_links: rewritten.reduce((sum, page) => sum + page.links, 0),
    moved_pages: pages,
    moved_attachments: files,
  };
}
