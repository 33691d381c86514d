import assert from "node:assert/strict";
import {
  decodeEntities,
  readDestination,
} from "../../src/markdown/link_destination.ts";

Deno.test("readDestination lets http, https and mailto out, and no other scheme", () => {
  const cases: [string, string][] = [
    ["https://a.b/c?d#e", "outside"],
    ["HTTP://a.b", "outside"],
    ["mailto:a@b.c", "outside"],
    ["javascript:alert(1)", "nowhere"],
    ["\u0001 java\nscript\t:alert(1)", "nowhere"],
    ["data:text/html,x", "nowhere"],
    ["vbscript:x", "nowhere"],
    ["file:///etc/passwd", "nowhere"],
    ["http:a.b", "nowhere"],
    ["//evil.example", "nowhere"],
    ["/\\evil.example", "nowhere"],
    ["\\\\evil.example", "nowhere"],
    ["/\t/evil.example", "nowhere"],
    ["", "nowhere"],
    ["?q", "nowhere"],
    ["#here", "heading"],
    ["\u00a0javascript:alert(1)", "inside"],
    ["java%73cript:alert(1)", "inside"],
  ];

  for (const [address, kind] of cases) {
    assert.equal(readDestination(address).kind, kind, JSON.stringify(address));
  }
});

Deno.test("readDestination splits and decodes an address in the wiki", () => {
  const inside = (address: string) => {
    const found = readDestination(address);
    assert.equal(found.kind, "inside");
    const { target, fragment, query } = found as Extract<
      typeof found,
      { kind: "inside" }
    >;
    return [target, fragment, query];
  };

  assert.deepEqual(inside("/A%20B/%C3%A9"), ["A B/é", "", ""]);
  assert.deepEqual(inside("./a.png?thumbnail=80"), [
    "./a.png",
    "",
    "thumbnail=80",
  ]);
  assert.deepEqual(inside("install.md#b"), ["./install.md", "b", ""]);
  assert.deepEqual(inside("../A#x%20y"), ["../A", "x y", ""]);
  assert.deepEqual(inside("/100%"), ["100%", "", ""]);
  assert.deepEqual(inside("/"), ["", "", ""]);
});

Deno.test("decodeEntities decodes numbers and the names that matter", () => {
  assert.equal(
    decodeEntities("&#106;&#x61;v&amp;&colon;&quot;&lt;&nope;&#0;&#x110000;&"),
    'jav&:"<&nope;\ufffd\ufffd&',
  );
});
