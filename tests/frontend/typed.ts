/** Texts with the selection drawn in, for tests of the editor's commands. @module */
import type {
  Command,
  Span,
  TextEdit,
} from "../../frontend/editor/text_edit.ts";

/** Reads `a ‹word› b`: between the signs is what is selected; `|` alone is the cursor. */
export function drawn(text: string): { text: string; selection: Span } {
  const cursor = text.indexOf("¦");
  if (cursor >= 0) {
    return {
      text: text.replace("¦", ""),
      selection: { from: cursor, to: cursor },
    };
  }
  const from = text.indexOf("‹");
  const to = text.indexOf("›") - 1;
  return {
    text: text.replace("‹", "").replace("›", ""),
    selection: { from, to },
  };
}

/** What a command makes of a drawn text, drawn the same way; `null`: it had nothing to do. */
export function run(command: Command, text: string): string | null {
  const { text: before, selection } = drawn(text);
  const edit = command(before, selection);
  if (edit === null) return null;
  const after = applyEdit(before, edit);
  const { from, to } = edit.selection;
  return from === to
    ? `${after.slice(0, from)}¦${after.slice(from)}`
    : `${after.slice(0, from)}‹${after.slice(from, to)}›${after.slice(to)}`;
}

/** The text after an edit. */
function applyEdit(text: string, { changes }: TextEdit): string {
  let result = "";
  let at = 0;
  for (const { from, to, insert } of changes) {
    result += text.slice(at, from) + insert;
    at = to;
  }
  return result + text.slice(at);
}
