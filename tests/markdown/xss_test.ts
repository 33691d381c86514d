import assert from "node:assert/strict";
import { parseFragment } from "parse5";
import { render } from "../../src/markdown/render.ts";
import { loadMathPrinter } from "../../src/markdown/math_printer.ts";
import { ownConstructs, XSS } from "../corpus/xss.ts";
import { shownHtml } from "../support/rendered_html.ts";

const printMath = await loadMathPrinter();

/** The part of a parsed node that the judgement needs. */
interface Node {
  readonly tagName?: string;
  readonly namespaceURI?: string;
  readonly attrs?: readonly { name: string; value: string }[];
  readonly childNodes?: readonly Node[];
}

const ALLOWED_ATTRIBUTES = new Set(
  ("id title lang dir href rel aria-label aria-hidden tabindex src alt width height loading type checked disabled start reversed value " +
    "align colspan rowspan scope role open datetime class cite controls preload loop muted target data-features data-per-page")
    .split(" "),
);
const FORBIDDEN_ELEMENTS =
  /^(?:script|style|iframe|object|embed|applet|base|meta|link|form|button|select|textarea|svg|math|template|noscript|frame|frameset|portal|track|canvas|dialog|body|html|head|marquee|title|xmp|plaintext)$/;

const MATH = "http://www.w3.org/1998/Math/MathML";
/** What formulas consist of; none of it can run or load anything. */
const MATH_ELEMENTS =
  /^(?:math|semantics|annotation|m(?:row|i|o|n|text|space|sup|sub|subsup|over|under|underover|frac|sqrt|root|style|padded|phantom|table|tr|td|enclose|error|multiscripts))$/;
const MATH_ATTRIBUTES = new Set(
  ("xmlns display mathvariant encoding stretchy fence separator lspace rspace minsize maxsize width height depth voffset scriptlevel " +
    "displaystyle columnalign columnspacing rowspacing mathcolor mathbackground mathsize accent accentunder linethickness notation " +
    "symmetric largeop movablelimits columnlines rowlines side linebreak")
    .split(" "),
);

/** All that is dangerous in HTML, as a browser would read it. */
function dangers(html: string): string[] {
  const found: string[] = [];
  const walk = (node: Node) => {
    const { tagName = "", attrs = [] } = node;
    if (node.namespaceURI === MATH) {
      if (!MATH_ELEMENTS.test(tagName)) found.push(`<${tagName}> in a formula`);
      for (const { name } of attrs) {
        if (!MATH_ATTRIBUTES.has(name)) found.push(`${tagName} ${name}`);
      }
      node.childNodes?.forEach(walk);
      return;
    }
    if (FORBIDDEN_ELEMENTS.test(tagName)) found.push(`<${tagName}>`);
    if (node.namespaceURI && !node.namespaceURI.endsWith("xhtml")) {
      found.push(node.namespaceURI);
    }
    for (const { name, value } of attrs) {
      if (!ALLOWED_ATTRIBUTES.has(name)) found.push(`${tagName} ${name}`);
      if (
        name === "type" && !/^(?:checkbox|(?:video|audio)\/\w+)$/.test(value)
      ) {
        found.push(`type ${value}`);
      }
      const isAddress = name === "href" || name === "src";
      if (isAddress && !/^(?:https?:\/\/|mailto:|#|\/HOLE$)/i.test(value)) {
        found.push(`${name} ${value}`);
      }
      if (name === "id" && CLOBBERED.test(value)) found.push(`id ${value}`);
    }
    node.childNodes?.forEach(walk);
  };
  walk(parseFragment(html) as Node);
  return found;
}

/** Names that an id must not shadow. */
const CLOBBERED =
  /^(?:body|cookie|document|location|constructor|prototype|__proto__|alert|defaultView|main|createElement|getElementById)$/;

function shown(text: string): string {
  return shownHtml(
    render(text, "target_first", { printMath }),
    (hole) => hole.kind === "embed" ? 'src="/HOLE"' : 'href="/HOLE"',
  );
}

Deno.test("No attempt to run a script leaves anything dangerous in the HTML", () => {
  assert.ok(XSS.length >= 300);
  assert.notDeepEqual(dangers(XSS.join("\n\n")), []); // the judge sees them

  const bad = XSS.map((text) => ({ text, found: dangers(shown(text)) }))
    .filter(({ found }) => found.length > 0);

  assert.deepEqual(bad, []);
});

Deno.test("No attempt works inside another construct", () => {
  const places: ((text: string) => string)[] = [
    (text) => `| a |\n|-|\n| ${text.replaceAll("\n", " ")} |`,
    (text) => `> [!NOTE]\n> ${text.replaceAll("\n", "\n> ")}`,
    (text) => `- a\n\n  ${text.replaceAll("\n", "\n  ")}`,
    (text) => `x[^1]\n\n[^1]: ${text.replaceAll("\n", "\n    ")}`,
    (text) => `# ${text.replaceAll("\n", " ")}`,
    (text) =>
      `[[${text}]] [[a|${text}]] [a](${text}) ![${text}](a) **${text}**`,
    (text) => `<div title="${text}">\n\n${text}\n\n</div>`,
    (text) => `<b>${text}<i>\n${text}`,
    (text) => `---\na: ${text}\n---\n${text}`,
    (text) =>
      "```" + text.replaceAll("\n", " ") + "\n" + text + "\n```\n" + text,
  ];

  const bad = places.flatMap((place) =>
    XSS.map((text) => ({ text, found: dangers(shown(place(text))) }))
      .filter(({ found }) => found.length > 0)
  );

  assert.deepEqual(bad, []);
});

Deno.test("No attempt works inside the wiki's own constructs", () => {
  const some = XSS.filter((_, index) => index % 10 === 0); // a browser is shown all of them

  const bad = some.map((text) => ({
    text,
    found: dangers(shown(ownConstructs(text))),
  })).filter(({ found }) => found.length > 0);

  assert.deepEqual(bad, []);
});

Deno.test("The HTML of a page cannot be forged into holes", () => {
  const { parts, holes } = render(
    'x00x <a href="x0123456789abcdef0x">a</a> [[A]]',
    "target_first",
  );

  assert.equal(holes.length, 2); // the address is an ordinary one in the wiki
  assert.equal(parts.length, 3);
  assert.deepEqual(holes[0], {
    ...{ kind: "link", target: "./x0123456789abcdef0x", fragment: "" },
    isWikiLink: false,
  });
});
