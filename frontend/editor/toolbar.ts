/// <reference lib="dom" />
/**
 * The toolbar: one stop for the Tab key, arrows within, menus for what has several kinds.
 *
 * @see {@link https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/}
 * @module
 */
import { redo, undo } from "@codemirror/commands";
import { openSearchPanel } from "@codemirror/search";
import type { EditorView } from "@codemirror/view";
import {
  type CommandRow,
  shownKey,
  type Tool,
  TOOLS,
} from "./command_table.ts";
import { runCommand } from "./commands.ts";
import { make, makeButton } from "./elements.ts";
import { icon } from "./icons.ts";
import { makeMenu, moveFocus } from "./menu.ts";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The toolbar of a text field; further buttons stand at its end. */
export function makeToolbar(
  view: EditorView,
  extra: readonly HTMLButtonElement[],
): HTMLElement {
  const act = (run: () => void) => () => {
    run();
    view.focus();
  };
  const first = [
    toolButton(
      { name: "Undo", icon: "undo", key: "Mod-z" },
      act(() => undo(view)),
    ),
    toolButton(
      { name: "Redo", icon: "redo", key: "Mod-y" },
      act(() => redo(view)),
    ),
    toolButton(
      { name: "Find and replace", icon: "find", key: "Mod-f" },
      () => openSearchPanel(view),
    ),
  ];
  const groups = TOOLS.map((tools) =>
    tools.map((tool) => makeTool(view, tool, act))
  );
  const bar = make("div", {
    class: "toolbar",
    role: "toolbar",
    "aria-label": "Formatting",
  });
  for (const group of [first, ...groups, [...extra, keysButton()]]) {
    bar.append(make("span", { class: "tool-group" }, ...group.flat()));
  }
  makeOneStop(bar);
  return bar;
}

function makeTool(
  view: EditorView,
  tool: Tool,
  act: (run: () => void) => () => void,
): Node[] {
  if (!("menu" in tool)) {
    return [toolButton(tool, act(() => runCommand(view, tool.command)))];
  }
  const button = toolButton(tool, () => {});
  button.classList.add("tool-menu-button");
  const items = tool.menu.map((row) =>
    menuItem(row, act(() => runCommand(view, row.command)))
  );
  return [button, makeMenu(button, tool.name, items)];
}

/** A button with a picture, whose name and key are said and shown on hovering. */
export function toolButton(
  tool: { name: string; icon: string; key?: string },
  onclick: () => void,
): HTMLButtonElement {
  const key = tool.key ? ` (${shownKey(tool.key, { isMac })})` : "";
  const button = makeButton("", onclick, {
    class: "tool",
    "aria-label": tool.name,
    title: `${tool.name}${key}`,
    "aria-keyshortcuts": tool.key && ariaKey(tool.key),
  });
  button.append(icon(tool.icon));
  return button;
}

/** `Control+Shift+B`. */
function ariaKey(key: string): string {
  return key.replaceAll("-", "+")
    .replace("Mod", isMac ? "Meta" : "Control");
}

function menuItem(
  { name, key }: CommandRow,
  onclick: () => void,
): HTMLButtonElement {
  const item = makeButton(name, onclick, { role: "menuitem", tabindex: -1 });
  if (key) {
    item.append(
      make("span", { class: "menu-key" }, shownKey(key, { isMac })),
    );
  }
  return item;
}

/** Lists the keys of all commands. */
function keysButton(): HTMLButtonElement {
  const list = make("dl", { class: "keys-list" });
  for (const { name, key } of keyRows()) {
    list.append(
      make("dt", {}, make("kbd", {}, shownKey(key, { isMac }))),
      make("dd", {}, name),
    );
  }
  const dialog = make(
    "dialog",
    { class: "keys-dialog", "aria-label": "Keys of the editor" },
    list,
    makeButton("Close", () => dialog.close()),
  );
  return toolButton({ name: "Keys", icon: "keys" }, () => {
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
  });
}

function keyRows(): { name: string; key: string }[] {
  const rows = TOOLS.flat().flatMap((tool) =>
    "menu" in tool ? tool.menu : [tool]
  );
  return [
    { name: "Save", key: "Mod-s" },
    { name: "Preview", key: "Mod-p" },
    { name: "Undo", key: "Mod-z" },
    { name: "Redo", key: "Mod-y" },
    { name: "Find and replace", key: "Mod-f" },
    { name: "Move the line up", key: "Alt-↑" },
    { name: "Move the line down", key: "Alt-↓" },
    { name: "Leave the text field", key: "Tab" },
    ...rows.flatMap(({ name, key }) => key ? [{ name, key }] : []),
  ];
}

/** Only one button is in the order of the Tab key; the arrows lead to the others. */
function makeOneStop(bar: HTMLElement): void {
  const tools = () => [...bar.querySelectorAll<HTMLButtonElement>(".tool")];
  for (const [i, tool] of tools().entries()) tool.tabIndex = i === 0 ? 0 : -1;
  bar.addEventListener("keydown", (event) => {
    const all = tools();
    if (!all.includes(event.target as HTMLButtonElement)) return;
    moveFocus(event, all, { back: "ArrowLeft", on: "ArrowRight" });
  });
  bar.addEventListener("focusin", ({ target }) => {
    const all = tools();
    if (!all.includes(target as HTMLButtonElement)) return;
    for (const tool of all) tool.tabIndex = tool === target ? 0 : -1;
  });
}
