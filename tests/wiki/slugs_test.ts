import assert from "node:assert/strict";
import { checkSlug, slugFromHandle } from "../../src/wiki/slugs.ts";

const REFUSED: readonly [string, string][] = [
  ["", "slug is required"],
  ["Garden", "slug must be lowercase"],
  ["AB", "slug must be lowercase"],
  ["ab", "slug must be at least 3 characters"],
  ["a".repeat(31), "slug must be at most 30 characters"],
  ["-garden", "slug must not start or end with a hyphen"],
  ["garden-", "slug must not start or end with a hyphen"],
  [
    "gar_den",
    "slug must contain only lowercase letters, digits, and hyphens",
  ],
  [
    "gärten",
    "slug must contain only lowercase letters, digits, and hyphens",
  ],
  ["xn--grten-bua", "slug must not contain two hyphens in a row"],
  ["a--b", "slug must not contain two hyphens in a row"],
  ["www", "slug is reserved"],
  ["mcp", "slug is reserved"],
];

for (const [slug, message] of REFUSED) {
  Deno.test(`checkSlug() says "${message}" of "${slug}" to everybody`, () => {
    for (const strict of [true, false]) {
      assert.throws(() => checkSlug(slug, { strict }), {
        code: "invalid",
        message,
      });
    }
  });
}

Deno.test("checkSlug() keeps reserved names from people and not from the operator", () => {
  for (const slug of ["admin", "robot", "repo", "oauth", "wiki", "ns1"]) {
    assert.throws(() => checkSlug(slug, { strict: true }), {
      message: "slug is reserved",
    });
    checkSlug(slug, { strict: false });
  }
});

Deno.test("checkSlug() takes letters, digits and single hyphens from 3 to 30", () => {
  for (const slug of ["abc", "a-b", "0x0", "my-garden-2", "a".repeat(30)]) {
    checkSlug(slug, { strict: true });
  }
});

Deno.test("slugFromHandle() proposes the first label, or nothing", () => {
  const proposals = Object.fromEntries([
    "ab.bsky.social",
    "alice_bob.bsky.social",
    "Alice.example",
    "----.example",
    "admin.example",
    "a--b.example",
    `${"x".repeat(40)}.example`,
  ].map((handle) => [handle, slugFromHandle(handle)]));

  assert.deepEqual(proposals, {
    "ab.bsky.social": "abwiki",
    "alice_bob.bsky.social": "alicebob",
    "Alice.example": "alice",
    "----.example": "",
    "admin.example": "",
    "a--b.example": "a-b",
    [`${"x".repeat(40)}.example`]: "x".repeat(30),
  });
});
