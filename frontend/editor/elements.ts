/// <reference lib="dom" />
/**
 * Making elements. Texts become text nodes; nothing here takes HTML.
 *
 * @module
 */

/** Attributes (`true`: without a value; `false`, `undefined`: left out) and listeners (`onclick`). */
export type Attributes = Readonly<
  Record<
    string,
    string | number | boolean | undefined | ((event: Event) => void)
  >
>;

/** An element with attributes and contents. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) element.setAttribute(key, "");
    else if (value !== undefined && value !== false) {
      element.setAttribute(key, String(value));
    }
  }
  element.append(...children);
  return element;
}

/** A button that submits nothing. */
export function makeButton(
  text: string,
  onclick: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  return make("button", { type: "button", onclick, ...attributes }, text);
}
