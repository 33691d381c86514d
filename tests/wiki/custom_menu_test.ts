import assert from "node:assert/strict";
import { parseMenu } from "../../src/wiki/custom_menu.ts";

const menuOf = (...entries: unknown[]) => parseMenu(JSON.stringify(entries));

Deno.test("parseMenu reads pages, places, addresses and lines", () => {
  const menu = menuOf(
    { link: "Actors/Iran", title: "Iran" },
    { link: "Plants#Care", title: "" },
    { link: "", title: "Roses" },
    { link: "/", title: "Start" },
    { link: "/-/changelog", title: "News", icon: "fas fa-bolt" },
    { link: "---" },
    { link: "https://example.org/a b", title: "Not an address" },
    { link: "https://example.org/a?b=c", title: "Elsewhere" },
    { link: "mailto:a@example.org", title: "" },
  );

  const page = (path: string, title: string, fragment = "") => ({
    ...{ kind: "page", path, fragment, title },
  });
  assert.deepEqual(menu, [
    page("Actors/Iran", "Iran"),
    page("Plants", "Plants", "Care"),
    page("Roses", "Roses"),
    page("", "Start"),
    page("-/changelog", "News"),
    { kind: "line" },
    page("https://example.org/a b", "Not an address"),
    { kind: "address", url: "https://example.org/a?b=c", title: "Elsewhere" },
    {
      kind: "address",
      url: "mailto:a@example.org",
      title: "mailto:a@example.org",
    },
  ]);
});

Deno.test("parseMenu makes an address of no other scheme", () => {
  const hostile = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http://",
    "file:///etc/passwd",
  ];

  for (const link of hostile) {
    const [entry] = menuOf({ link, title: "x" });
    assert.notEqual(entry?.kind, "address", link);
  }
});

Deno.test("parseMenu of anything else is an empty menu, or leaves the entry out", () => {
  for (
    const json of ["", "  ", "{", "null", "42", '"x"', '{"link":"x"}', "[[[["]
  ) {
    assert.deepEqual(parseMenu(json), [], json);
  }
  assert.deepEqual(
    menuOf(null, 1, "x", [], {}, { link: 7 }, { title: {} }),
    [],
  );
  assert.equal(
    parseMenu(`[${'{"link":"a"},'.repeat(500)}{"link":"a"}]`).length,
    100,
  );
  assert.deepEqual(parseMenu(`[{"link":"${"a".repeat(70_000)}"}]`), []);
});
