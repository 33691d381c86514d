/**
 * Runs the pure commands of the table in the text field, and binds their keys.
 *
 * @module
 */
import { isolateHistory } from "@codemirror/commands";
import type { EditorView, KeyBinding } from "@codemirror/view";
import { allCommands, type CommandRow } from "./command_table.ts";
import type { Command } from "./text_edit.ts";

/** Runs a command on what is selected; `false`: it has nothing to do here. */
export function runCommand(view: EditorView, command: Command): boolean {
  const { state } = view;
  if (state.readOnly) return false;
  const { from, to } = state.selection.main;
  const edit = command(state.doc.toString(), { from, to });
  if (edit === null) return false;
  view.dispatch({
    changes: [...edit.changes],
    selection: { anchor: edit.selection.from, head: edit.selection.to },
    scrollIntoView: true,
    userEvent: "input",
    annotations: isolateHistory.of("full"),
  });
  return true;
}

/** The keys of all commands. A key that is bound is always taken, so that the browser does nothing of its own. */
export function commandKeys(): KeyBinding[] {
  return allCommands().filter((row): row is CommandRow & { key: string } =>
    row.key !== undefined
  ).map(({ key, command }) => ({
    key,
    preventDefault: true,
    run: (view) => {
      runCommand(view, command);
      return true;
    },
  }));
}
