import assert from "node:assert/strict";
import {
  fieldOf,
  textareaOf,
  type WebWorld,
  webWorld,
} from "../support/web_world.ts";

const LINES = Array.from({ length: 12 }, (_, i) => `line ${i}`);
const BASE = LINES.join("\n\n") + "\n";

/** The page with some lines changed. */
function withLines(changes: Readonly<Record<number, string>>): string {
  return LINES.map((line, i) => changes[i] ?? line).join("\n\n") + "\n";
}

/** Bob saves over what Alice did meanwhile. */
async function collide(world: WebWorld, mine: string, theirs: string) {
  const base = await world.write("Page", BASE);
  const revision = await world.write("Page", theirs);
  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: mine, message: "why" },
  }, { as: "bob" });
  return { answer, html: await answer.text(), base, revision };
}

Deno.test("a conflict is resolved place by place, without a script", async () => {
  await using world = await webWorld();
  const { answer, html, base, revision } = await collide(
    world,
    withLines({ 1: "mine 1", 4: "mine 4", 7: "mine 7", 10: "only mine" }),
    withLines({ 0: "only hers", 1: "her 1", 4: "her 4", 7: "her 7" }),
  );

  const resolved = await world.post("/-/edit/Page", {
    action: "resolve",
    text: textareaOf(html),
    base: fieldOf(html, "base"),
    began: fieldOf(html, "began"),
    places: fieldOf(html, "places"),
    message: fieldOf(html, "message"),
    "place-0": "mine",
    "place-1": "theirs",
    "place-2": "both",
  }, { as: "bob" });
  const editor = await resolved.text();

  assert.equal(answer.status, 409);
  assert.match(html, /3 places were changed by both/);
  assert.match(html, /Stored, by @alice\.example/);
  assert.deepEqual(
    [fieldOf(html, "began"), fieldOf(html, "base"), fieldOf(html, "places")],
    [base, revision, "3"],
  );
  const kept = { ...{ 0: "only hers", 1: "mine 1", 4: "mine 4" } };
  assert.equal(
    textareaOf(html),
    withLines({ ...kept, 7: "mine 7", 10: "only mine" }),
  );
  const chosen = withLines({
    ...{ 0: "only hers", 1: "mine 1", 4: "her 4" },
    ...{ 7: "her 7\nmine 7", 10: "only mine" },
  });
  assert.equal(resolved.status, 200);
  assert.equal(textareaOf(editor), chosen);
  assert.equal(fieldOf(editor, "base"), revision);
  assert.equal(fieldOf(editor, "message"), "why");
  assert.match(editor, /Nothing is saved yet/);
  const saved = await world.post("/-/edit/Page", {
    ...{ action: "save", base: revision, text: chosen, message: "why" },
  }, { as: "bob" });
  assert.equal(saved.status, 303);
  assert.equal(await (await world.get("/Page.md")).text(), chosen);
});

Deno.test("choices that do not fit the text any more are asked for again, and nothing is lost", async () => {
  await using world = await webWorld();
  const { html } = await collide(
    world,
    withLines({ 1: "mine 1", 4: "mine 4" }),
    withLines({ 1: "her 1", 4: "her 4" }),
  );
  const form = {
    action: "resolve",
    base: fieldOf(html, "base"),
    began: fieldOf(html, "began"),
    places: "2",
    "place-0": "mine",
    "place-1": "mine",
  };

  const edited = withLines({ 1: "mine 1" });
  const again = await world.post("/-/edit/Page", { ...form, text: edited });
  const merged = withLines({ 8: "elsewhere" });
  const clean = await world.post("/-/edit/Page", { ...form, text: merged });
  const unknown = await world.post("/-/edit/Page", {
    ...form,
    base: "0".repeat(40),
    text: edited,
  });

  const html2 = await again.text();
  assert.equal(again.status, 409);
  assert.equal(textareaOf(html2), withLines({ 1: "mine 1", 4: "her 4" }));
  assert.equal(fieldOf(html2, "places"), "1");
  assert.equal(clean.status, 200);
  assert.equal(
    textareaOf(await clean.text()),
    withLines({ 1: "her 1", 4: "her 4", 8: "elsewhere" }),
  );
  assert.equal(unknown.status, 404);
  assert.equal(textareaOf(await unknown.text()), edited);
});

Deno.test("without a choice both texts stay", async () => {
  await using world = await webWorld();
  const { html } = await collide(
    world,
    withLines({ 1: "mine" }),
    withLines({ 1: "hers" }),
  );

  const resolved = await world.post("/-/edit/Page", {
    action: "resolve",
    text: textareaOf(html),
    base: fieldOf(html, "base"),
    began: fieldOf(html, "began"),
    places: "1",
    "place-0": "<script>",
  });

  assert.equal(
    textareaOf(await resolved.text()),
    withLines({ 1: "hers\nmine" }),
  );
});

Deno.test("more places than a form has room for are left to be edited by hand", async () => {
  await using world = await webWorld();
  const lines = (word: string) =>
    Array.from({ length: 90 }, (_, i) => `${word} ${i}\n\nsame ${i}\n`)
      .join("\n");
  const base = await world.write("Page", lines("base"));
  await world.write("Page", lines("hers"));

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: lines("mine"), message: "" },
  });
  const html = await answer.text();

  assert.equal(answer.status, 409);
  assert.doesNotMatch(html, /type="radio"/);
  assert.equal(fieldOf(html, "places"), "0");
  assert.equal(textareaOf(html), lines("mine"));
});

Deno.test("two pages of one name are compared place by place", async () => {
  await using world = await webWorld();
  await world.write("Page", "# Page\n\nhers\n");

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base: "", text: "# Page\n\nmine\n", message: "" },
  }, { as: "bob" });
  const html = await answer.text();
  const resolved = await world.post("/-/edit/Page", {
    action: "resolve",
    text: textareaOf(html),
    base: fieldOf(html, "base"),
    began: fieldOf(html, "began"),
    places: fieldOf(html, "places"),
    "place-0": "both",
  }, { as: "bob" });

  assert.equal(answer.status, 409);
  assert.match(html, /One place was changed by both/);
  assert.equal(
    textareaOf(await resolved.text()),
    "# Page\n\nhers\nmine\n",
  );
});

Deno.test("a page that was renamed meanwhile: the text goes to the new name and merges, or becomes a new page", async () => {
  await using world = await webWorld();
  const base = await world.write("Old", BASE);
  await world.put({ "Old.md": null, "New.md": BASE });
  await world.write("New", withLines({ 1: "hers" }));
  const typed = {
    ...{ action: "save", text: withLines({ 8: "mine" }), message: "" },
    base,
  };

  const answer = await world.post("/-/edit/Old", typed, { as: "bob" });
  const html = await answer.text();
  const there = await world.post("/-/edit/New", {
    ...typed,
    base: fieldOf(html, "base"),
  }, { as: "bob" });
  const anew = await world.post("/-/edit/Old", { ...typed, action: "anew" });

  assert.equal(answer.status, 409);
  assert.match(html, /renamed to “New”/);
  assert.match(html, /action="\/-\/edit\/New"/);
  assert.match(html, /formaction="\/-\/edit\/Old"/);
  assert.equal(textareaOf(html), typed.text);
  assert.equal(there.status, 303);
  assert.equal(
    await (await world.get("/New.md")).text(),
    withLines({ 1: "hers", 8: "mine" }),
  );
  assert.equal(anew.status, 303);
  assert.equal(await (await world.get("/Old.md")).text(), typed.text);
});

Deno.test("a name that a file has is refused with the text in the form", async () => {
  await using world = await webWorld();
  await world.put({ "Map": "not a page" });

  const answer = await world.post("/-/edit/Map", {
    ...{ action: "save", base: "", text: "mine\n", message: "" },
  });
  const html = await answer.text();

  assert.equal(answer.status, 409);
  assert.equal(textareaOf(html), "mine\n");
  assert.match(html, /there is a file/);
});
