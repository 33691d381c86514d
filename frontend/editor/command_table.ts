/**
 * Every command of the toolbar: its group, name, keys, and what it does. The toolbar, the keys and the list of keys are made
 * from this table.
 *
 * @module
 */
import {
  ALERTS,
  insertAlert,
  insertCodeBlock,
  insertDiagram,
  insertFold,
  insertPanel,
  insertRule,
  insertSpoiler,
  PANELS,
} from "./block_commands.ts";
import {
  insertFootnote,
  insertLink,
  insertPicture,
  insertWikiLink,
  toggleCode,
  toggleMark,
} from "./inline_commands.ts";
import {
  toggleHeading,
  toggleList,
  togglePrefix,
  toggleTask,
} from "./line_commands.ts";
import {
  addColumn,
  addRow,
  alignColumn,
  formatTable,
  insertTable,
  moveColumn,
  moveRow,
  removeColumn,
  removeRow,
} from "./table_commands.ts";
import type { Command } from "./text_edit.ts";

/** A command as the toolbar shows it. */
export interface CommandRow {
  readonly name: string;
  /** In the words of CodeMirror: `Mod` is Ctrl, on a Mac Command. */
  readonly key?: string;
  readonly command: Command;
}

/** A button, or a menu of several commands. */
export type Tool =
  | (CommandRow & { readonly icon: string })
  | {
    readonly name: string;
    readonly icon: string;
    readonly menu: readonly CommandRow[];
  };

/** Tools that stand together. */
export type ToolGroup = readonly Tool[];

const HEADINGS: readonly CommandRow[] = [1, 2, 3, 4].map((level) => ({
  name: `Heading ${level}`,
  key: `Mod-Alt-${level}`,
  command: toggleHeading(level),
}));

const LISTS: readonly CommandRow[] = [
  { name: "Bullet list", key: "Mod-Shift-b", command: toggleList("bullets") },
  { name: "Numbered list", key: "Mod-Shift-7", command: toggleList("numbers") },
  { name: "Checklist", key: "Mod-Shift-9", command: toggleList("tasks") },
  { name: "Tick the task", key: "Mod-Shift-x", command: toggleTask },
];

const BLOCKS: readonly CommandRow[] = [
  { name: "Spoiler", key: "Mod-Shift-s", command: insertSpoiler },
  { name: "Fold", command: insertFold },
  ...PANELS.map((family) => ({
    name: `Panel: ${family}`,
    command: insertPanel(family),
  })),
  ...ALERTS.map((kind) => ({
    name: `Alert: ${kind.toLowerCase()}`,
    command: insertAlert(kind),
  })),
];

const TABLES: readonly CommandRow[] = [
  { name: "Insert table", command: insertTable },
  { name: "Format table", command: formatTable },
  { name: "Add row", command: addRow },
  { name: "Remove row", command: removeRow },
  { name: "Move row up", command: moveRow(-1) },
  { name: "Move row down", command: moveRow(1) },
  { name: "Add column", command: addColumn },
  { name: "Remove column", command: removeColumn },
  { name: "Move column left", command: moveColumn(-1) },
  { name: "Move column right", command: moveColumn(1) },
  { name: "Align left", command: alignColumn("left") },
  { name: "Align center", command: alignColumn("center") },
  { name: "Align right", command: alignColumn("right") },
  { name: "No alignment", command: alignColumn("none") },
];

/** The formatting tools, in the order of the toolbar. */
export const TOOLS: readonly ToolGroup[] = [
  [
    { name: "Bold", icon: "bold", key: "Mod-b", command: toggleMark("**") },
    { name: "Italic", icon: "italic", key: "Mod-i", command: toggleMark("*") },
    {
      ...{ name: "Strike through", icon: "strike", key: "Mod-j" },
      command: toggleMark("~~"),
    },
    { name: "Heading", icon: "heading", menu: HEADINGS },
  ],
  [
    {
      ...{ name: "Quote", icon: "quote", key: "Mod-Shift-." },
      command: togglePrefix("> "),
    },
    { name: "List", icon: "list", menu: LISTS },
    { name: "Rule", icon: "rule", command: insertRule },
  ],
  [
    { name: "Code", icon: "code", key: "Mod-m", command: toggleCode },
    {
      ...{ name: "Code block", icon: "fence", key: "Mod-Shift-c" },
      command: insertCodeBlock,
    },
    { name: "Block", icon: "block", menu: BLOCKS },
  ],
  [
    { name: "Link", icon: "link", key: "Mod-k", command: insertLink },
    {
      ...{ name: "Link to a page", icon: "page", key: "Mod-Shift-k" },
      command: insertWikiLink,
    },
    { name: "Footnote", icon: "footnote", command: insertFootnote },
    { name: "Picture", icon: "picture", command: insertPicture },
    { name: "Diagram", icon: "diagram", command: insertDiagram },
    { name: "Table", icon: "table", menu: TABLES },
  ],
];

/** All commands, menus opened. */
export function allCommands(): readonly CommandRow[] {
  return TOOLS.flat().flatMap((tool) => "menu" in tool ? tool.menu : [tool]);
}

/** A key as a person reads it: `Ctrl+Shift+K`. */
export function shownKey(key: string, { isMac }: { isMac: boolean }): string {
  return key.split("-").map((part) =>
    part === "Mod"
      ? (isMac ? "⌘" : "Ctrl")
      : part.length === 1
      ? part.toUpperCase()
      : part
  ).join("+");
}
