/**
 * How pages are written, shown by examples: each is a piece of Markdown that renders as it says.
 *
 * @module
 */
import type { LinkStyle } from "../markdown/rendered.ts";

/** One thing that can be written. */
export interface SyntaxExample {
  readonly title: string;
  /** Markdown. */
  readonly source: string;
}

/** The examples, for the order in which this wiki writes links. */
export function syntaxExamples(style: LinkStyle): SyntaxExample[] {
  const [first, second] = style === "target_first"
    ? ["Home", "the first page"]
    : ["the first page", "Home"];
  return [
    {
      title: "Emphasis",
      source: "*slanted*, **strong**, ~~struck~~, ==marked==, `code`",
    },
    { title: "Headings", source: "#### A heading\n\nMore `#` lie deeper." },
    {
      title: "Links",
      source:
        `[[Home]], [[${first}|${second}]], [another site](https://example.org)`,
    },
    { title: "Lists", source: "- one\n- two\n  1. first\n  2. second" },
    { title: "Tasks", source: "- [x] done\n- [ ] to do" },
    {
      title: "Tables",
      source: "| Name  | Amount |\n| ----- | -----: |\n| Apple |     12 |",
    },
    { title: "Quotes", source: "> Somebody said this." },
    {
      title: "Code",
      source: "```js\nconst answer = 42;\n```",
    },
    {
      title: "Notes",
      source: "> [!TIP]\n> Also NOTE, IMPORTANT, WARNING, CAUTION.",
    },
    {
      title: "Panels",
      source: "::: info\n# A panel\nAlso warning, danger, success.\n:::",
    },
    {
      title: "Folds and spoilers",
      source: ">| # Open me\n>| Long words.\n\n>! The end of the story.",
    },
    {
      title: "Formulas",
      source:
        "Within a line $a^2 + b^2 = c^2$, or alone:\n\n$$\\sum_{i=1}^n i$$",
    },
    {
      title: "Diagrams",
      source: "```mermaid\ngraph LR\n  Idea --> Page --> Wiki\n```",
    },
    {
      title: "Footnotes and abbreviations",
      source:
        "HTML has notes[^1].\n\n[^1]: At the end of the page.\n\n*[HTML]: HyperText Markup Language",
    },
  ];
}

/** Things that need pages and files of the wiki, so their result is not shown: what to write, and what it gives. */
export const FURTHER_SYNTAX: readonly (readonly [
  source: string,
  result: string,
])[] = [
  ["[[Page#Heading]]", "A link to a heading."],
  ["![[Page]]", "Shows another page within this one."],
  ["![[Page#Heading]]", "Shows one section of another page."],
  ["![A map](./map.png)", "A picture that is attached to this page."],
  ["[Report](./report.pdf)", "A link to an attached file."],
  ["---\ntags: [river, bridge]\n---", "Tags, above the text of a page."],
  ["{{AttachmentList\n}}", "The files that are attached to this page."],
  ["{{PageIndex\n}}", "The pages below this one."],
];
