/**
 * The JSON shapes of the REST API, in and out.
 *
 * @module
 */
import { z } from "zod";

const MAX_LIMIT = 200;

/** `limit`, cut to 1…200. */
export const limit = (fallback: number) =>
  z.coerce.number().int().default(fallback).transform((n) =>
    Math.min(Math.max(n, 1), MAX_LIMIT)
  );

/** A full revision, or a prefix of at least 7 digits. */
export const revision = z.string()
  .regex(
    /^[0-9a-f]{7,40}$/i,
    "wanted a revision: 40 hexadecimal digits, or the first 7 or more",
  )
  .describe("Revision of a page: the commit that changed it last");

/** A commit message, which may be left out. */
export const commitMessage = z.string().max(5000).optional()
  .describe("Commit message; left out: `[api] Update: <path>`");

/** What an action is told of a commit message; a blank one is left out. */
export function messageOf(message: string | undefined): { message?: string } {
  return message?.trim() ? { message } : {};
}

/** Body of PUT. */
export const writeBody = z.object({
  content: z.string().describe("Whole text, front matter included"),
  revision: revision.optional().describe(
    "Revision that the text is based on; left out for a new page",
  ),
  commit_message: commitMessage,
});

/** Body of PATCH: one piece of the text, or one section. */
export const editBody = z.object({
  revision,
  old_string: z.string().min(1).optional().describe(
    "Text that is in the page exactly once",
  ),
  new_string: z.string().optional().describe(
    "Text to stand there instead; empty to delete",
  ),
  section: z.string().min(1).optional().describe(
    "Title of a section, or its path `Animals > Cats`: with `content`, in place of `old_string` and `new_string`",
  ),
  content: z.string().optional().describe(
    "New text of the section and all below it; where it begins with no heading, the section's stays",
  ),
  commit_message: commitMessage,
}).superRefine((edit, { addIssue }) => {
  const { old_string: old, new_string: by, section, content } = edit;
  const isPiece = old !== undefined || by !== undefined;
  const isSection = section !== undefined || content !== undefined;
  const isWhole = isPiece
    ? old !== undefined && by !== undefined
    : section !== undefined && content !== undefined;
  if (isPiece && isSection || !isWhole) {
    addIssue(
      "wanted old_string and new_string, or section and content",
    );
  } else if (isPiece && old === by) {
    addIssue("old_string and new_string are the same");
  }
});

/** Body of DELETE; may be left out. */
export const deleteBody = z.object({
  revision: revision.optional().describe(
    "Refuse where the page has changed since",
  ),
  recursive: z.boolean().optional().describe(
    "Delete its sub-pages and attachments, too",
  ),
  commit_message: commitMessage,
}).optional();

const isoTime = z.string().describe("ISO 8601, UTC");

/** A commit. */
export const change = z.object({
  revision: z.string(),
  author: z.string(),
  date: isoTime,
  message: z.string(),
});

/** A page in a list. */
const pageSummary = z.object({
  name: z.string(),
  path: z.string(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  last_updated: z.string().describe("YYYY-MM-DD"),
  content_length: z.number().int().describe("Words in the body"),
  revision: z.string(),
});

/** Answer of the list of pages. */
export const pageList = z.object({
  pages: z.array(pageSummary),
  total: z.number().int(),
});

/** Answer of a page. */
export const page = z.object({
  name: z.string(),
  path: z.string(),
  content: z.string(),
  frontmatter: z.record(z.string(), z.unknown()).nullable(),
  links_to: z.array(z.string()),
  linked_from: z.array(z.string()),
  revision: z.string(),
  last_commit: change.nullable(),
});

/** Answer of a write. */
export const written = z.object({
  name: z.string(),
  path: z.string(),
  revision: z.string(),
  created: z.boolean(),
  merged: z.boolean().describe(
    "Somebody else's change since the base was merged in",
  ),
  merged_with: z.array(change).optional(),
  content: z.string().optional().describe(
    "The stored text, where it is not the text that was sent",
  ),
});

/** Answer of a deletion. */
export const deleted = z.object({
  deleted: z.literal(true),
  path: z.string(),
  revision: z.string().describe("The commit that deleted it"),
  pages: z.array(z.string()).describe("Every page that was deleted"),
  attachments: z.array(z.string()),
});

/** Answer of a page's links. */
export const links = z.object({
  path: z.string(),
  links_to: z.array(z.string()),
  linked_from: z.array(z.string()),
});

/** Answer of all links. */
export const graph = z.object({
  nodes: z.array(z.string()),
  edges: z.array(z.object({ source: z.string(), target: z.string() })),
});

/** Every error. */
export const errorAnswer = z.object({
  error: z.string().describe("What failed and what to do"),
  code: z.string(),
  reason: z.string().optional(),
  current_revision: z.string().optional(),
  current_content: z.string().optional(),
  diff: z.string().optional().describe(
    "From the base that was sent to the current text",
  ),
  moved_to: z.string().optional(),
  lines: z.array(z.number().int()).optional(),
  candidates: z.array(z.string()).optional(),
});
