/**
 * The tools that change pages: `write_note` and `edit_note`.
 *
 * @module
 */
import { z } from "zod";
import { forWriting } from "../wiki/access.ts";
import { editPage, type Saved, savePage } from "../wiki/pages.ts";
import { cut, endOfPiece } from "./budget.ts";
import { PATH, type Tool, tool } from "./tool.ts";

/** Bytes of the stored text that an answer carries after a merge. */
const MERGED_TEXT_BYTES = 20_000;

const commitMessage = z.string().max(5000).optional().describe(
  "What was changed and why",
);
const saved = z.object({
  path: z.string(),
  revision: z.string().describe("Send this with the next change"),
  outcome: z.enum(["created", "updated", "merged", "unchanged"]),
  merged_with: z.array(
    z.object({ revision: z.string(), author: z.string(), at: z.string() }),
  ),
  content: z.string().nullable().describe(
    "After a merge: the text as it is now stored",
  ),
  is_content_complete: z.boolean(),
});

const writeNote = tool({
  name: "write_note",
  title: "Create or replace a page",
  description:
    "Create a page (no revision), or replace the whole text of one that you read " +
    "(revision from read_note). For small changes use edit_note. Link pages with [[Page]].",
  input: z.object({
    path: PATH,
    content: z.string().describe("Whole Markdown text, front matter included"),
    revision: z.string().optional().describe(
      "From read_note; required where the page exists",
    ),
    commit_message: commitMessage,
  }),
  output: saved,
  isReadOnly: false,
  async run(visit, { path, content, revision, commit_message: message }) {
    const edit = {
      path,
      text: content,
      base: revision || null,
      ...(message && { message }),
    };
    return answer(await savePage(forWriting(visit), edit));
  },
});

const editNote = tool({
  name: "edit_note",
  title: "Change a piece of a page",
  description:
    "Replace old_string, which must be in the page exactly once, by new_string. Works also " +
    "where others changed the page elsewhere meanwhile.",
  input: z.object({
    path: PATH,
    revision: z.string().min(7).describe("From read_note"),
    old_string: z.string().min(1).describe(
      "Exact text, with enough around it to be unique",
    ),
    new_string: z.string().describe(
      "Text to stand there instead; empty deletes",
    ),
    commit_message: commitMessage,
  }),
  output: saved,
  isReadOnly: false,
  async run(visit, input) {
    const { path, revision, old_string: oldString, new_string: newString } =
      input;
    const message = input.commit_message;
    const edit = {
      path,
      base: revision,
      oldString,
      newString,
      ...(message && { message }),
    };
    return answer(await editPage(forWriting(visit), edit), "Edited");
  },
});

function answer(result: Saved, updatedWord = "Updated") {
  const { path, revision, outcome, text, mergedWith } = result;
  const word = {
    created: "Created",
    updated: updatedWord,
    merged: "Merged",
    unchanged: "Unchanged",
  };
  const lines = [`${word[outcome]} ${path} (revision: ${revision})`];
  const isMerged = outcome === "merged";
  const end = isMerged ? endOfPiece(text, 0, MERGED_TEXT_BYTES) : 0;
  const others = isMerged ? mergedWith.slice(0, 20) : [];
  if (isMerged) {
    const names = [
      ...new Set(others.map(({ author }) => cut(author.name, 100))),
    ].join(", ");
    lines.push(
      `Your change was merged with changes made meanwhile by ${
        names || "others"
      }.`,
    );
    lines.push(
      end === text.length
        ? "The text as it is now stored:"
        : "The beginning of the text as it is now stored (read_note has the rest):",
      "---",
      text.slice(0, end),
    );
  }
  if (outcome === "unchanged") {
    lines.push("The page already had exactly this text.");
  }
  return {
    text: lines.join("\n"),
    structured: {
      path,
      revision,
      outcome,
      merged_with: others.map(({ revision, author, at }) => ({
        revision,
        author: cut(author.name, 100),
        at,
      })),
      content: isMerged ? text.slice(0, end) : null,
      is_content_complete: isMerged && end === text.length,
    },
  };
}

/** The tools that change pages. */
export const WRITING_TOOLS: readonly Tool[] = [writeNote, editNote];
