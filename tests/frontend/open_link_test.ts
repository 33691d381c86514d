import assert from "node:assert/strict";
import { linkText, openLinkAt } from "../../frontend/editor/open_link.ts";

Deno.test("openLinkAt finds the page that is being typed, and nothing else", () => {
  const page = (text: string) => openLinkAt(text, "target_first")?.page;

  assert.equal(page("see [[Ir"), "Ir");
  assert.equal(page("[[A]] and [[ Actors/I"), "Actors/I");
  assert.equal(page("[["), "");
  assert.equal(page("see [Ir"), undefined);
  assert.equal(page("[[Iran]] is"), undefined);
  assert.equal(page("[[Iran\n"), undefined);
  assert.equal(page("[[Iran|the st"), undefined);
});

Deno.test("openLinkAt finds the page behind the bar where the wiki has it there", () => {
  assert.deepEqual(openLinkAt("[[the state|Ir", "text_first"), {
    page: "Ir",
    typed: "Ir",
    hasText: true,
  });
});

Deno.test("openLinkAt finds the heading behind the sign", () => {
  assert.deepEqual(openLinkAt("[[Iran#Num", "target_first"), {
    page: "Iran",
    heading: "Num",
    typed: "Num",
    hasText: false,
  });
  assert.equal(openLinkAt("[[#Num", "target_first")?.page, "");
});

Deno.test("linkText writes the title in the wiki's order, where it says more than the name", () => {
  const iran = { path: "Actors/Iran", title: "Iran, a state", hasText: false };

  assert.equal(linkText(iran, "target_first"), "Actors/Iran|Iran, a state");
  assert.equal(linkText(iran, "text_first"), "Iran, a state|Actors/Iran");
  assert.equal(
    linkText({ ...iran, title: "iran" }, "text_first"),
    "Actors/Iran",
  );
  assert.equal(
    linkText({ ...iran, hasText: true }, "text_first"),
    "Actors/Iran",
  );
  assert.equal(
    linkText({ ...iran, title: "a]] b" }, "text_first"),
    "Actors/Iran",
  );
  assert.equal(
    linkText(
      { path: "My_page", title: "My page", hasText: false },
      "text_first",
    ),
    "My page",
  );
});
