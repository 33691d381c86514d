/**
 * How the text looks in the editor: our colours, light and dark, and the parts of Markdown.
 *
 * @module
 */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": {
    height: "100%",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
  },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    fontSize: "0.9375rem",
    lineHeight: "1.55",
    overscrollBehavior: "contain",
  },
  ".cm-content": { padding: "0.6rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-selectionMatch": { backgroundColor: "var(--mark)" },
  ".cm-searchMatch": { backgroundColor: "var(--mark)" },
  ".cm-searchMatch span": { color: "var(--ink)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--focus)" },
  ".cm-panels": {
    backgroundColor: "var(--surface)",
    color: "var(--ink)",
    fontFamily: "var(--sans)",
  },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": {
    padding: "0.4rem 2rem 0.4rem 0.6rem",
    fontSize: "var(--small)",
  },
  ".cm-panel.cm-search [name=close]": {
    top: "0.3rem",
    right: "0.3rem",
    minWidth: "1.6rem",
    minHeight: "1.6rem",
    color: "inherit",
    cursor: "pointer",
  },
  ".cm-panel.cm-search label": { fontSize: "var(--tiny)" },
  ".cm-panel.cm-search input[type=checkbox]": {
    width: "1rem",
    height: "1rem",
    verticalAlign: "middle",
  },
  ".cm-textfield": {
    minHeight: "1.9rem",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    backgroundColor: "var(--raised)",
    color: "inherit",
    fontSize: "inherit",
  },
  ".cm-button": {
    minHeight: "1.9rem",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    backgroundColor: "var(--raised)",
    backgroundImage: "none",
    color: "var(--ink)",
    fontSize: "inherit",
  },
  ".cm-tooltip": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--sans)",
    fontSize: "var(--small)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    padding: "0.25rem 0.6rem",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--button)",
    color: "var(--button-ink)",
  },
  ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-uploading": {
    padding: "0 0.4rem",
    border: "1px dashed var(--line-strong)",
    borderRadius: "var(--radius)",
    backgroundColor: "var(--surface)",
    color: "var(--muted)",
    fontSize: "0.9em",
  },
});

const highlighting = HighlightStyle.define([
  { tag: tags.heading, color: "var(--link)", fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], color: "var(--link)" },
  { tag: tags.monospace, color: "var(--good)" },
  { tag: tags.quote, color: "var(--muted)" },
  {
    tag: [tags.processingInstruction, tags.contentSeparator, tags.labelName],
    color: "var(--muted)",
  },
  { tag: [tags.comment, tags.meta], color: "var(--muted)" },
]);

/** Colours and sizes; they follow light and dark by themselves. */
export const look: Extension = [theme, syntaxHighlighting(highlighting)];
