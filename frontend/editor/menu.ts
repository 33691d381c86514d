/// <reference lib="dom" />
/**
 * A menu that a button opens: arrows within, Escape closes and leads back.
 *
 * @see {@link https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/}
 * @module
 */
import { make } from "./elements.ts";

/** Connects a button with its menu; put the menu behind the button. */
export function makeMenu(
  button: HTMLButtonElement,
  name: string,
  items: readonly HTMLButtonElement[],
): HTMLElement {
  const menu = make(
    "div",
    { class: "tool-menu", role: "menu", "aria-label": name, popover: "auto" },
    ...items,
  );
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.popoverTargetElement = menu;
  menu.addEventListener("toggle", (event) => {
    const isOpen = (event as ToggleEvent).newState === "open";
    button.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return;
    placeBelow(menu, button);
    items[0]?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") menu.hidePopover();
    moveFocus(event, items, { back: "ArrowUp", on: "ArrowDown" });
  });
  menu.addEventListener("click", () => menu.hidePopover(), { capture: true });
  return menu;
}

/** Arrows, Home and End move the focus in a row of elements. */
export function moveFocus(
  event: KeyboardEvent,
  all: readonly HTMLElement[],
  keys: { back: string; on: string },
): void {
  const at = all.indexOf(event.target as HTMLElement);
  const to = {
    [keys.back]: (at + all.length - 1) % all.length,
    [keys.on]: (at + 1) % all.length,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  all[to]!.focus();
}

/** Below the button, within the window. */
function placeBelow(menu: HTMLElement, button: HTMLElement): void {
  const { left, bottom } = button.getBoundingClientRect();
  const most = document.documentElement.clientWidth - menu.offsetWidth - 8;
  menu.style.left = `${Math.max(8, Math.min(left, most))}px`;
  menu.style.top = `${bottom + 4}px`;
  menu.style.maxHeight = `${Math.max(160, innerHeight - bottom - 16)}px`;
}
