/// <reference lib="dom" />
/**
 * The signs on the buttons: strokes on a grid of 24.
 *
 * @module
 */

const PATHS: Readonly<Record<string, string>> = {
  undo: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  redo: "M15 7l5 5-5 5M20 12H10a6 6 0 0 0-6 6",
  find: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L20 20",
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M10 5h8M6 19h8M14 5l-4 14",
  strike:
    "M4 12h16M16 7.5C15.5 6 14 5 12 5c-2.5 0-4 1.2-4 3 0 1 .4 1.8 1.2 2.4M8 16.5c.6 1.6 2 2.5 4 2.5 2.6 0 4.2-1.3 4.2-3.2 0-.6-.1-1.1-.4-1.6",
  heading: "M6 5v14M18 5v14M6 12h12",
  quote: "M5 6v12M9 8h10M9 12h10M9 16h6",
  list: "M5 7h.01M5 12h.01M5 17h.01M9 7h11M9 12h11M9 17h11",
  rule: "M4 12h16",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  fence: "M4 5h16v14H4zM10 9.5L7.5 12l2.5 2.5M14 9.5l2.5 2.5-2.5 2.5",
  block: "M4 6h16v12H4zM12 9v3.5M12 15.2h.01",
  link:
    "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  page: "M8 4H5v16h3M16 4h3v16h-3M9 12h6",
  footnote: "M4 18l4.5-12L13 18M5.5 14h6M16 6.5L18 5v6M16 11h4",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 4M15.5 9h.01",
  diagram: "M4 4h7v5H4zM13 15h7v5h-7zM7.5 9v8.5H13",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M12 5v14",
  attach:
    "M19 11.5l-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.7a3 3 0 0 1 4.2 4.2L9.5 16.6a1.5 1.5 0 0 1-2.1-2.1L14.5 7.4",
  keys: "M3 7h18v10H3zM7 10.5h.01M12 10.5h.01M17 10.5h.01M8 14h8",
};

const SVG = "http://www.w3.org/2000/svg";

/** A picture for a button that has a name in words beside it. */
export function icon(name: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "tool-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}
