/**
 * Operations on one's own drafts: what is being written and not saved. Each shows the caller's alone.
 *
 * @module
 */
import { z } from "zod";
import { forWriting } from "../wiki/access.ts";
import {
  discardDraft,
  listDrafts,
  readDraft,
  saveDraft,
} from "../wiki/drafts.ts";
import type { Operation } from "./operation.ts";
import { revision } from "./shapes.ts";

const base = z.string().describe(
  "Revision that the text began from; empty: the page is new",
);

const listed = z.object({
  path: z.string(),
  revision: base,
  saved_at: z.string().describe("ISO 8601, UTC"),
});

const draft = listed.extend({ content: z.string() });

const draftBody = z.object({
  content: z.string().describe(
    "The whole page as typed; at most 1,000,000 bytes",
  ),
  revision: revision.length(40).optional().describe(
    "Revision that the text began from; left out: the page is new",
  ),
});

const list: Operation<undefined, undefined> = {
  id: "listDrafts",
  method: "get",
  route: "/drafts",
  summary: "List one's own drafts, newest first",
  answers: { 200: z.object({ drafts: z.array(listed) }) },
  errors: [],
  handle({ visit }) {
    const drafts = listDrafts(forWriting(visit)).map((
      { path, base, savedAt },
    ) => ({ path, revision: base, saved_at: savedAt }));
    return { status: 200, body: { drafts } };
  },
};

const read: Operation<undefined, undefined> = {
  id: "readDraft",
  method: "get",
  route: "/drafts/{path}",
  summary: "Read one's own draft of a page",
  answers: { 200: draft },
  errors: [404, 422],
  handle({ visit, path }) {
    const { path: key, base, savedAt, text } = readDraft(
      forWriting(visit),
      path,
    );
    return {
      status: 200,
      body: { path: key, revision: base, saved_at: savedAt, content: text },
    };
  },
};

const write: Operation<undefined, z.infer<typeof draftBody>> = {
  id: "writeDraft",
  method: "put",
  route: "/drafts/{path}",
  summary:
    "Keep a draft of a page in place of the one that was there; at most 20, for 90 days",
  body: draftBody,
  answers: { 200: listed.omit({ revision: true }) },
  errors: [409, 413, 422, 507],
  async handle({ visit, path, body }) {
    const kept = await saveDraft(forWriting(visit), {
      path,
      text: body.content,
      base: body.revision ?? "",
    });
    return {
      status: 200,
      body: { path: kept.path, saved_at: kept.savedAt },
    };
  },
};

const remove: Operation<undefined, undefined> = {
  id: "discardDraft",
  method: "delete",
  route: "/drafts/{path}",
  summary: "Discard one's own draft of a page",
  answers: {
    200: z.object({
      discarded: z.boolean().describe("Whether there was one"),
    }),
  },
  errors: [422],
  handle({ visit, path }) {
    const discarded = discardDraft(forWriting(visit), path);
    return { status: 200, body: { discarded } };
  },
};

/** The operations on drafts. */
export const DRAFT_OPERATIONS = [list, read, write, remove] as const;
