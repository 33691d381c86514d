/**
 * Failures as an agent needs them: what failed, the facts, and the next step.
 *
 * @module
 */
import { AppError, type ErrorCode, type ErrorDetails } from "../errors.ts";
import { ANSWER_BYTES, endOfPiece } from "./budget.ts";

/** The next step where the reason is known. */
const BY_REASON: Record<NonNullable<ErrorDetails["reason"]>, string> = {
  exists:
    "The page exists. Call read_note first, then write_note with its revision, or edit_note.",
  changed:
    "Call read_note, apply your change to the current text, and send the current revision.",
  deleted:
    "Ask the user before you create it again (write_note without a revision).",
  moved: "Call read_note with the new path.",
  ambiguous: "Call again with one of the paths above, exactly as it is spelt.",
  no_revision:
    "Call get_history for the revisions of the page, or read_note for the current one.",
  no_match:
    "Call read_note and copy old_string exactly from the text, white space included.",
  several_matches:
    "Put more of the lines around it into old_string, so that it fits once.",
};

/** The next step where only the code is known. */
const BY_CODE: Record<ErrorCode, string> = {
  invalid: "Correct the arguments and call again.",
  unauthenticated: "Ask the user to connect again with a valid token.",
  forbidden: "This token does not allow it. Ask the user; do not try again.",
  not_found: "Call list_notes or search_notes to find the path.",
  conflict: "Call read_note and try again with the current revision.",
  gone: "Call list_notes to see what there is.",
  too_large:
    "Send less at once, or tell the user what is full and how room is made.",
  rate_limited: "Wait, then go on; no need to change anything.",
  unavailable: "Wait a few seconds and call again.",
  storage_full:
    "Nothing was saved. Tell the user that the server's disk is full.",
};

/** An MCP result that says that the call failed. */
export interface FailedCall {
  [key: string]: unknown;
  isError: true;
  content: { type: "text"; text: string }[];
}

/** The failed result for an {@linkcode AppError}; rethrows a bug. */
export function failedCall(error: unknown): FailedCall {
  if (!(error instanceof AppError)) throw error;
  const { code, message, details } = error;
  const next = nextStep(code, details);
  const lines = [`${message}.`, ...facts(details), `Next: ${next}`];
  return { isError: true, content: [{ type: "text", text: lines.join("\n") }] };
}

function nextStep(code: ErrorCode, details: ErrorDetails): string {
  if (details.reason !== undefined) return BY_REASON[details.reason];
  return code === "not_found" && details.candidates?.length
    ? "Call again with one of these if you meant it; else list_notes or search_notes to find the path."
    : BY_CODE[code];
}

function* facts(details: ErrorDetails): Generator<string> {
  if (details.movedTo !== undefined) yield `It is now at: ${details.movedTo}`;
  if (details.revision !== undefined) {
    yield `Current revision: ${details.revision}`;
  }
  if (details.lines?.length) {
    yield `Found in lines: ${details.lines.slice(0, 50).join(", ")}`;
  }
  if (details.candidates?.length) {
    yield `Pages with a similar name: ${
      details.candidates.slice(0, 20).join(", ")
    }`;
  }
  if (details.retryAfterSeconds !== undefined) {
    yield `Wait ${details.retryAfterSeconds} seconds.`;
  }
  if (details.diff !== undefined) {
    const end = endOfPiece(details.diff, 0, ANSWER_BYTES / 2);
    yield `What changed since your revision:\n${details.diff.slice(0, end)}`;
    if (end < details.diff.length) {
      yield "(the rest of the difference is left out)";
    }
  }
}
