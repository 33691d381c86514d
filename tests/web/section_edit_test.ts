import assert from "node:assert/strict";
import { fieldOf, textareaOf, webWorld } from "../support/web_world.ts";

const PAGE = "# A\n\none\n\n## B\n\ntwo\n\n## C\n\nthree\n\n## B\n\nfour\n";

Deno.test("one section is opened, previewed and saved alone", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", PAGE);

  const html = await (await world.get("/-/edit/Page?section=b-1")).text();
  const typed = {
    base: fieldOf(html, "base"),
    section: fieldOf(html, "section"),
    text: "## B\n\nvier\n",
    message: "",
  };
  const preview = await world.post("/-/edit/Page", {
    ...typed,
    action: "preview",
  });
  const saved = await world.post("/-/edit/Page", { ...typed, action: "save" });

  assert.equal(textareaOf(html), "## B\n\nfour\n");
  assert.equal(fieldOf(html, "base"), base);
  assert.match(html, /<h1>Edit a section: Page<\/h1>/);
  const shown = await preview.text();
  assert.match(shown, /<p[^>]*>vier<\/p>/);
  assert.doesNotMatch(shown, /three/);
  assert.equal(fieldOf(shown, "section"), "b-1");
  assert.equal(saved.status, 303);
  assert.equal(saved.headers.get("location"), "/Page#b-1");
  assert.equal(
    await (await world.get("/Page.md")).text(),
    PAGE.replace("four", "vier"),
  );
});

Deno.test("a section that is saved merges with changes elsewhere; a changed heading is where it leads", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", PAGE);
  await world.write("Page", PAGE.replace("one", "ONE"));

  const saved = await world.post("/-/edit/Page", {
    ...{ action: "save", base, section: "c", message: "" },
    text: "## Drei & mehr\n\n3\n",
  }, { as: "bob" });

  assert.equal(saved.headers.get("location"), "/Page#drei--mehr");
  assert.match(saved.headers.get("set-cookie")!, /merged.*alice/);
  assert.equal(
    await (await world.get("/Page.md")).text(),
    PAGE.replace("one", "ONE").replace("## C\n\nthree", "## Drei & mehr\n\n3"),
  );
});

Deno.test("a section that others changed becomes a conflict of the whole page", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", PAGE);
  await world.write("Page", PAGE.replace("three", "hers"));

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, section: "c", message: "" },
    text: "## C\n\nmine\n",
  });
  const html = await answer.text();

  assert.equal(answer.status, 409);
  assert.equal(textareaOf(html), PAGE.replace("three", "mine"));
  assert.equal(fieldOf(html, "section"), "");
  assert.match(html, /One place was changed by both/);
});

Deno.test("a section that is gone: the editor says so, and a save gives the text back", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", PAGE);

  const opened = await world.get("/-/edit/Page?section=gone");
  const saved = await world.post("/-/edit/Page", {
    ...{ action: "save", base, section: "gone", text: "typed", message: "" },
  });

  const html = await opened.text();
  assert.equal(opened.status, 200);
  assert.equal(textareaOf(html), PAGE);
  assert.match(html, /not in the page any more/);
  const back = await saved.text();
  assert.equal(saved.status, 404);
  assert.equal(textareaOf(back), "typed");
  assert.match(back, /Edit the whole page/);
  assert.equal(await (await world.get("/Page.md")).text(), PAGE);
});
