import assert from "node:assert/strict";
import { isDid, isHandle } from "../src/identifiers.ts";

Deno.test("isDid() follows the generic syntax", () => {
  const good = [
    "did:plc:z72i7hdynmk6r22z27h6tvur",
    "did:web:wiki.localhost",
    "did:web:a%3A80",
  ];
  const bad = [
    "",
    "did:plc:",
    "DID:plc:abc",
    "did::abc",
    "did:web:a b",
    "did:web:a:",
    "alice",
  ];

  for (const did of good) assert.equal(isDid(did), true, did);
  for (const did of bad) assert.equal(isDid(did), false, did);
});

Deno.test("isHandle() takes host names in lower case, with a dot", () => {
  const long = `${"a".repeat(63)}.`.repeat(3);
  const good = [
    "alice.bsky.social",
    "xn--strae-oqa.example",
    "8.cn",
    `${long}${"a".repeat(61)}`,
  ];
  const bad = [
    "",
    "alice",
    "Alice.example",
    "alice.example.",
    "-alice.example",
    "alice..example",
    "alice.1",
    "a_b.example",
    `${"a".repeat(64)}.example`,
    `${long}${"a".repeat(62)}`,
  ];

  for (const handle of good) assert.equal(isHandle(handle), true, handle);
  for (const handle of bad) assert.equal(isHandle(handle), false, handle);
});
