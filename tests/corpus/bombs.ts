/** Texts made to hurt a Markdown renderer: each needs far more time, memory or stack than its size suggests. @module */

/** Makes a text of about this many characters. */
export type Bomb = (length: number) => string;

const repeat = (unit: string): Bomb => (length) =>
  unit.repeat(Math.ceil(length / unit.length));
const lines = (line: (index: number) => string): Bomb => (length) => {
  const made: string[] = [];
  for (let size = 0, index = 0; size < length; index++) {
    const next = line(index);
    made.push(next);
    size += next.length + 1;
  }
  return made.join("\n");
};

/** The bombs by name. */
export const BOMBS: Readonly<Record<string, Bomb>> = {
  strikethrough: repeat("~~a~ "),
  underscores: repeat("_a__b "),
  emphasis: repeat("*a **b "),
  mixedEmphasis: repeat("**a*b_c__d"),
  nestedQuotes: repeat(">"),
  spacedQuotes: repeat("> "),
  nestedItems: repeat("- "),
  itemsBeforeText: (length) => "- ".repeat(length / 2) + "x",
  deepList: lines((index) => `${" ".repeat(index)}- a`),
  longList: lines(() => "1. a"),
  blankLines: repeat("\n"),
  lines: repeat("a\n"),
  paragraphs: repeat("a\n\n"),
  headings: repeat("# a\n"),
  brackets: repeat("["),
  bracketPairs: (length) =>
    "[".repeat(length / 2) + "]".repeat(length / 2),
  links: repeat("[a](b)"),
  halfLinks: repeat("[a]("),
  angledLinks: repeat("[a](<b"),
  titledLinks: repeat("[a](b 'c"),
  nestedLinks: (length) =>
    "[".repeat(length / 5) + "a" + "](b)".repeat(length / 5),
  images: repeat("![[]()"),
  wikiLinks: repeat("[[a]] "),
  halfWikiLinks: repeat("[[a|"),
  references: (length) => "[a]: /b\n\n" + "[a][".repeat(length / 4),
  definitions: lines((index) => `[a${index}]: /b`),
  footnotes: lines((index) => `[^${index}]: x[^${index + 1}]\n`),
  backticks: repeat("`"),
  backtickRuns: lines((index) => "`".repeat(index % 1_000 + 1)),
  openFence: (length) => "```js\n" + "a(1)+".repeat(length / 5),
  htmlTags: repeat("<div>"),
  deepHtml: (length) =>
    "<div>".repeat(length / 11) + "</div>".repeat(length / 11),
  openTags: repeat('<a b="'),
  openComments: repeat("<!--"),
  angles: repeat("<"),
  wideTable: (length) => {
    const columns = Math.floor(length / 8);
    return "|a".repeat(columns) + "\n" + "|-".repeat(columns) + "\n" +
      "|\n".repeat(columns);
  },
  longTable: (length) => "a|b\n-|-\n" + "a|b\n".repeat(length / 4),
  bareAddresses: repeat("http://a.b "),
  mailAddresses: repeat("a.b@"),
  entities: repeat("&amp;"),
  escapes: repeat("\\*"),
  marks: repeat("==a "),
  dollars: repeat("$"),
  formulas: repeat("$a$ "),
  halfFormulas: repeat("$a "),
  displayFormulas: repeat("$$a"),
  mathBlocks: repeat("$$\na\n"),
  macros: (length) =>
    "$$\\def\\a{" + "x".repeat(length / 2) + "}" + "\\a".repeat(length / 4) + "$$",
  nestedMacros: (length) =>
    ("$\\def\\a{xx}\\def\\b{\\a\\a}\\def\\c{\\b\\b}\\def\\d{\\c\\c}\\def\\e{\\d\\d}\\e\\e\\e$ ")
      .repeat(Math.ceil(length / 90)),
  fractions: (length) => "$" + "\\frac{".repeat(length / 6) + "$",
  braces: (length) => "$" + "{".repeat(length / 2) + "}".repeat(length / 2) + "$",
  mathFence: (length) => "```math\n" + "x^2\n".repeat(length / 4) + "```\n",
  openPanels: lines(() => "::: info"),
  panelsInParagraphs: lines((index) => index % 2 === 0 ? "a" : ":::"),
  colons: repeat(":::"),
  spacesInPanel: (length) => `:::${" ".repeat(length)}x\u2028`,
  spoilers: repeat(">!"),
  spoilerLines: lines(() => ">! a"),
  folds: repeat(">|"),
  openEmbeddings: lines(() => "{{a"),
  unclosedEmbeddings: (length) => "{{a\n".repeat(length / 4) + "x }}",
  embeddingLines: lines(() => "{{Nope}}"),
  embeddingOptions: (length) => "{{InfoBox\n" + "|a=b\n".repeat(length / 5) + "}}",
  bracesOpen: repeat("{{"),
  optionBackslashes: (length) => "{{InfoBox\n|" + "\\".repeat(length) + "\n}}",
  blankOptions: (length) => "{{InfoBox\n" + `|${" ".repeat(3_998)}\n`.repeat(length / 4_000) + "}}",
  questionsInEmbed: (length) => `![[${"?".repeat(length)}\u2028]]`,
  pageEmbeds: lines(() => "![[a]]"),
  pictureEmbeds: repeat("![[a.png]] "),
  abbreviations: lines((index) => `*[a${index}]: b`),
  abbreviated: (length) => "*[a]: " + "b".repeat(500) + "\n\n" + "a ".repeat(length / 2),
  listsBeforePanels: lines((index) => index % 3 === 0 ? "- a" : index % 3 === 1 ? "" : "b"),
  numberedCode: (length) => "```js=\n" + "\n".repeat(length) + "```\n",
  csvLike: (length) => "{{DataTable\n|a|b|\n|-|-|\n" + "|a=b|c|\n".repeat(length / 8) + "}}",
  frontMatter: (length) => `---\na: ${"[".repeat(length)}\n---\n`,
  aliases: () =>
    "---\na: &a [x, x, x, x, x, x, x, x, x]\n" +
    "bcdefghij".split("").map((name, index) =>
      `${name}: &${name} [${
        Array(9).fill(`*${"abcdefghij"[index]}`).join(", ")
      }]\n`
    ).join("") + "---\n# Aliases\n",
};
