import assert from "node:assert/strict";
import fc from "fast-check";
import {
  matchExpression,
  parseQuery,
  splitPhrases,
  withLastAsPrefix,
} from "../../src/wiki/search_query.ts";

const QUERIES: readonly [query: string, expression: string][] = [
  ["otter", '"otter"'],
  ["sea otter", '"sea" AND "otter"'],
  ['"sea otter" pup', '"sea otter" AND "pup"'],
  ['"sea otter', '"sea otter"'],
  ["“sea otter”", '"sea otter"'],
  ["swim*", '"swim" *'],
  ["a*", '"a"'],
  ["node:sqlite", '"node sqlite"'],
  ["my_page", '"my page"'],
  ["Otter OTTER otter", '"otter"'],
  [
    "NOT otter OR (pup NEAR x)",
    '"not" AND "otter" AND "or" AND "pup" AND "near" AND "x"',
  ],
  ["title:otter", '"title otter"'],
  ["東京", '"東京" *'],
  ['"東京"', '"東京"'],
  ["", ""],
  ['"" * - ^ {} ()', ""],
];
for (const [query, expression] of QUERIES) {
  Deno.test(`parseQuery reads ${query} as ${expression}`, () => {
    assert.equal(matchExpression(parseQuery(query), "AND"), expression);
  });
}

Deno.test("parseQuery bounds what a query may cost", () => {
  const many = parseQuery(
    Array.from({ length: 100 }, (_, i) => `w${i}`).join(" "),
  );
  const words = Array.from({ length: 90 }, (_, i) => `w${i}`);
  const long = parseQuery(`"${words.join(" ")}"`);

  assert.equal(many.length, 8);
  assert.equal(long[0]!.words.length, 10);
});

Deno.test("parseQuery takes short words for whole ones where it is told so", () => {
  const terms = parseQuery("ab* abc* 東*", { minPrefixLength: 3 });

  assert.equal(matchExpression(terms, "AND"), '"ab" AND "abc" * AND "東" *');
});

Deno.test("withLastAsPrefix takes the last word for the beginning of one", () => {
  const typing = withLastAsPrefix(parseQuery("sea ott"))!;

  assert.equal(matchExpression(typing, "AND"), '"sea" AND "ott" *');
  assert.equal(withLastAsPrefix(parseQuery("sea ot")), undefined);
  assert.equal(withLastAsPrefix(parseQuery('"sea ott"')), undefined);
  assert.equal(withLastAsPrefix(parseQuery("ott*")), undefined);
});

Deno.test("splitPhrases takes apart what was not quoted", () => {
  const terms = splitPhrases(parseQuery('node:sqlite "sea otter" a:swim*'));

  assert.equal(
    matchExpression(terms, "AND"),
    '"node" AND "sqlite" AND "sea otter" AND "a" AND "swim" *',
  );
});

Deno.test("matchExpression of any query holds quoted words only", () => {
  const query = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: "binary", maxLength: 40 }),
  );
  fc.assert(fc.property(query, (text) => {
    const expression = matchExpression(parseQuery(text), "OR");

    assert.match(expression, /^(?:"[^"]+"(?: \*)?(?: OR (?=")|$))*$/);
  }));
});

Deno.test("parseQuery ends a phrase before a word stands in it for the third time", () => {
  const [city, bomb] = parseQuery('"New York, New York" a-a-a-a-a-a');

  assert.deepEqual(city!.words, ["new", "york", "new", "york"]);
  assert.deepEqual(bomb!.words, ["a", "a"]);
});
