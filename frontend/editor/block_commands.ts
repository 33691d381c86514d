/**
 * Blocks on lines of their own: rules, fences, diagrams, panels, alerts, spoilers, folds.
 *
 * @module
 */
import { longestRun } from "./inline_commands.ts";
import {
  type Command,
  linesAt,
  replaceSpan,
  type Span,
  type TextEdit,
} from "./text_edit.ts";

/** The families of panels, as the dialect knows them. */
export const PANELS = ["info", "warning", "danger", "success"] as const;

/** The kinds of alerts. */
export const ALERTS = [
  "NOTE",
  "TIP",
  "IMPORTANT",
  "WARNING",
  "CAUTION",
] as const;

/** `---`. */
export const insertRule: Command = (text, { to }) => {
  const { to: end } = linesAt(text, { from: to, to });
  return putBlock(text, { from: end, to: end }, { block: "---" });
};

/** A fence around the selected lines, longer than any in them. */
export const insertCodeBlock: Command = (text, selection) => {
  const { span, inside } = takeLines(text, selection);
  const fence = "`".repeat(Math.max(3, longestRun(inside, "`") + 1));
  const at = fence.length;
  return putBlock(text, span, {
    block: `${fence}\n${inside}\n${fence}`,
    // Behind the fence, where the name of the language goes.
    selected: { from: at, to: at },
  });
};

const DIAGRAM = "graph TD\n  A[Start] --> B[End]";

/** A diagram to begin with. */
export const insertDiagram: Command = (text, selection) => {
  const { span, inside } = takeLines(text, selection);
  const source = inside === "" ? DIAGRAM : inside;
  const open = "```mermaid\n";
  return putBlock(text, span, {
    block: `${open}${source}\n\`\`\``,
    selected: { from: open.length, to: open.length + source.length },
  });
};

/** A panel around the selected lines. */
export function insertPanel(family: (typeof PANELS)[number]): Command {
  return (text, selection) => {
    const { span, inside } = takeLines(text, selection);
    const open = `::: ${family}\n`;
    return putBlock(text, span, {
      block: `${open}${inside}\n:::`,
      selected: { from: open.length, to: open.length + inside.length },
    });
  };
}

/** An alert of this kind, of the selected lines. */
export function insertAlert(kind: (typeof ALERTS)[number]): Command {
  return prefixedBlock({ first: `> [!${kind}]\n`, prefix: "> " });
}

/** Hidden until it is clicked. */
export const insertSpoiler: Command = prefixedBlock({
  first: "",
  prefix: ">! ",
});

/** Folded, with a heading that stays. */
export const insertFold: Command = prefixedBlock({
  first: ">| # Heading\n",
  prefix: ">| ",
});

/** Selected lines, each with a prefix, below a first line. */
function prefixedBlock(
  { first, prefix }: { first: string; prefix: string },
): Command {
  return (text, selection) => {
    const { span, inside } = takeLines(text, selection);
    const lines = inside.split("\n").map((line) => `${prefix}${line}`);
    const block = `${first}${lines.join("\n")}`;
    const heading = first.indexOf("Heading");
    return putBlock(text, span, {
      block,
      selected: heading >= 0
        ? { from: heading, to: heading + "Heading".length }
        : { from: block.length, to: block.length },
    });
  };
}

/** The selected lines, or an empty place behind the line of the cursor. */
function takeLines(
  text: string,
  selection: Span,
): { span: Span; inside: string } {
  const span = linesAt(text, selection);
  if (selection.from !== selection.to) {
    return { span, inside: text.slice(span.from, span.to) };
  }
  const isBlank = text.slice(span.from, span.to).trim() === "";
  return isBlank
    ? { span, inside: "" }
    : { span: { from: span.to, to: span.to }, inside: "" };
}

/** A block with a blank line before and behind it; `selected` is within the block. */
export function putBlock(
  text: string,
  span: Span,
  { block, selected }: { block: string; selected?: Span },
): TextEdit {
  const before = text.slice(0, span.from);
  const after = text.slice(span.to);
  const lead = before === "" || before.endsWith("\n\n")
    ? ""
    : before.endsWith("\n")
    ? "\n"
    : "\n\n";
  const tail = after === "" || after === "\n"
    ? after === "" ? "\n" : ""
    : after.startsWith("\n\n")
    ? ""
    : after.startsWith("\n")
    ? "\n"
    : "\n\n";
  const { from, to } = selected ?? { from: block.length, to: block.length };
  return replaceSpan(span, lead + block + tail, {
    from: lead.length + from,
    to: lead.length + to,
  });
}
