import assert from "node:assert/strict";
import { mayHoldMath } from "../../src/markdown/math.ts";
import { loadMathPrinter } from "../../src/markdown/math_printer.ts";
import { render } from "../../src/markdown/render.ts";
import { RenderPool } from "../../src/markdown/render_pool.ts";
import { ThreadStarter } from "../../src/threads/thread_starter.ts";
import { shownHtml } from "../support/rendered_html.ts";

const printMath = await loadMathPrinter();

function html(text: string): string {
  return shownHtml(render(text, "target_first", { printMath }));
}

/** The TeX of the formulas that were set, those of a block of their own in `[]`. */
function formulas(text: string): string[] {
  const pattern =
    /<math xmlns="[^"]*"( display="block")?>[\s\S]*?<annotation encoding="application\/x-tex">([\s\S]*?)<\/annotation>/g;
  return [...html(text).matchAll(pattern)].map(([, isBlock, tex]) =>
    isBlock ? `[${tex!.trim()}]` : tex!.trim()
  );
}

const FORMULAS: readonly (readonly [text: string, formulas: string[]])[] = [
  ["$a$ and $b_1 + c_1$.", ["a", "b_1 + c_1"]],
  ["$a<b$ $a\\&b$", ["a&lt;b", "a\\&amp;b"]],
  ["$$a$$ and $$b\nc$$", ["[a]", "[b\nc]"]],
  ["text\n$$\na\n= b\n- c\n$$\nmore", ["[a\n= b\n- c]"]],
  ["`$a$` `$\\frac{1}{2}$`", ["a", "\\frac{1}{2}"]],
  ["$`a`$", ["a"]],
  ["```math\na\n\nb\n```", ["[a]", "[b]"]],
  ["```math\n\\begin{matrix}a\\\\\nb\\end{matrix}\n```", [
    "[\\begin{matrix}a\\\\\nb\\end{matrix}]",
  ]],
  ["- $a$\n\n  $$b$$\n\n> $c$\n\n|$d$|\n|-|\n|$e$|\n", [
    "a",
    "[b]",
    "c",
    "d",
    "e",
  ]],
  ["# $a$\n\n[$b$](/c) *$d$* ==$e$==", ["a", "b", "d", "e"]],
  ["$a\\$b$", ["a\\$b"]],
];

const NO_FORMULAS: readonly string[] = [
  "It costs $5 and $10.",
  "$5-$10",
  "$ a$ $a $ $$ $$ $",
  "\\$a$ $a\\$",
  "$a$b $a$1",
  "`$` `$x=2` `x$` `$a$ and $b$` ``$`$``",
  "`code $a` b$",
  "```\n$a$\n```",
  "    $a$",
  "```js\n$a$ `$b$`\n```",
  "$a\n\nb$",
  "$$a\n\nb$$",
  "$$$a$$$",
  "<!-- $a$ --> <i title='$a$'>x</i>",
];

Deno.test("Formulas are set as MathML", async (t) => {
  for (const [text, expected] of FORMULAS) {
    await t.step(JSON.stringify(text), () => {
      assert.deepEqual(formulas(text), expected);
    });
  }
});

Deno.test("Prices, code and half formulas stay text", async (t) => {
  for (const text of NO_FORMULAS) {
    await t.step(JSON.stringify(text), () => {
      assert.deepEqual(formulas(text), []);
    });
  }
});

Deno.test("A formula cannot reach out of itself", () => {
  const attempts = [
    "$\\href{javascript:alert(1)}{x}$",
    "$\\url{javascript:alert(1)}$",
    "$\\includegraphics{https://x.example/y.png}$",
    "$\\htmlClass{x}{y} \\htmlId{x}{y} \\htmlStyle{color:red}{y} \\htmlData{a=b}{y}$",
    "$\\text{<img src=x onerror=alert(1)>}$",
    '$\\text{"><script>alert(1)</script>}$',
    "$</annotation><img src=x onerror=alert(1)>$",
    "$\\color{red;background:url(x)}{a} \\rule{1em}{1em} \\colorbox{red}{a}$",
  ];

  for (const text of attempts) {
    const shown = html(text);
    assert.doesNotMatch(shown, /<(?:img|script|a|svg)\b/, text);
    const tags = shown.match(/<[^>]*>/g)!.join("");
    assert.doesNotMatch(tags, / (?:href|src|style|id|data-\w+|on\w+)=/, text);
  }
});

Deno.test("A formula with a mistake shows its source and the mistake", () => {
  assert.equal(
    html("a $\\foo<$ b"),
    '<p>a <code class="math-source">\\foo&lt;</code> <em class="embedding-error">Undefined control sequence: \\foo at position 1: \\foo&lt;</em> b</p>\n',
  );
});

Deno.test("Formulas beyond the limits stay as they are written", () => {
  const { parts } = render("$a$ ".repeat(3_010), "target_first", { printMath });

  assert.equal(parts.join("").match(/<math /g)?.length, 3_000);
  assert.equal(parts.join("").match(/math-source/g)?.length, 10);
});

Deno.test("Macros that grow are stopped, and leave no trace in the next formula", () => {
  const grows =
    "$\\def\\a{xx}\\def\\b{\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c}\\def\\e{\\d\\d\\d\\d}\\def\\f{\\e\\e\\e\\e}\\f$";

  assert.match(html(grows), /embedding-error/);
  assert.match(
    html("$\\gdef\\mine{x}$ $\\mine$"),
    /Undefined control sequence/,
  );
});

Deno.test("Without a printer formulas stay as they are written", () => {
  assert.equal(
    shownHtml(render("$a<b$", "target_first")),
    '<p><code class="math-source">a&lt;b</code></p>\n',
  );
});

Deno.test("The pool sets formulas, however short the text is", async () => {
  using threads = new ThreadStarter();
  const pool = new RenderPool(threads, { workers: 1 });
  try {
    const [short, plain] = await Promise.all([
      pool.render("$a$", "target_first"),
      pool.render("a", "target_first"),
    ]);

    assert.match(short.parts.join(""), /<math /);
    assert.equal(plain.parts.join(""), "<p>a</p>\n");
  } finally {
    pool.close();
  }
});

Deno.test("mayHoldMath() misses no formula", () => {
  for (const [text] of FORMULAS) assert.equal(mayHoldMath(text), true, text);
  for (const text of ["a", "```js\na\n```", "math"]) {
    assert.equal(mayHoldMath(text), false, text);
  }
});
