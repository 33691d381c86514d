import assert from "node:assert/strict";
import { fieldOf, textareaOf, webWorld } from "../support/web_world.ts";

Deno.test("a new page goes from its name to the editor to the page", async () => {
  await using world = await webWorld();

  const named = await world.post("/-/create", {
    path: " People/Ada Lovelace ",
  });
  const editor = await (await world.get(named.headers.get("location")!)).text();
  const saved = await world.post("/-/edit/People/Ada_Lovelace", {
    ...{ action: "save", base: "", message: "" },
    text: "# Ada\r\n\r\nWrote programs.\r\n",
  });
  const page = await world.get("/People/Ada_Lovelace", {
    headers: { cookie: saved.headers.get("set-cookie")!.split(";")[0]! },
  });

  assert.equal(named.status, 303);
  assert.equal(named.headers.get("location"), "/-/edit/People/Ada_Lovelace");
  assert.equal(textareaOf(editor), "# Ada Lovelace\n\n");
  assert.equal(saved.status, 303);
  assert.equal(saved.headers.get("location"), "/People/Ada_Lovelace");
  assert.match(await page.text(), /The page was created/);
  assert.equal(
    await (await world.get("/People/Ada_Lovelace.md")).text(),
    "# Ada\n\nWrote programs.\n",
  );
});

Deno.test("a bad name is told with the form, an existing one with a link", async () => {
  await using world = await webWorld();
  await world.write("Roses", "Red.\n");

  const bad = await world.post("/-/create", { path: "a/../b" });
  const taken = await world.post("/-/create", { path: "roses" });
  const direct = await world.get("/-/edit/api/x");

  assert.equal(bad.status, 400);
  assert.match(await bad.text(), /value="a\/..\/b"/);
  assert.equal(taken.status, 409);
  assert.match(await taken.text(), /href="\/Roses"/);
  assert.equal(direct.status, 400);
});

Deno.test("the editor holds the text exactly, with its base", async () => {
  await using world = await webWorld();
  const text = "\n\n  </textarea><b>&amp;\n\ttab\n";
  const revision = await world.write("Page", text);

  const html = await (await world.get("/-/edit/Page")).text();

  assert.equal(textareaOf(html), text);
  assert.equal(fieldOf(html, "base"), revision);
  const moved = await world.get("/-/edit/page?revision=abcdefg");
  assert.equal(moved.headers.get("location"), "/-/edit/Page?revision=abcdefg");
});

Deno.test("preview shows the text rendered, keeps it in the form, and stores nothing", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");
  const typed = { text: "**new**", message: "why", base };

  const answer = await world.post("/-/edit/Page", {
    ...typed,
    action: "preview",
  });
  const html = await answer.text();

  assert.equal(answer.status, 200);
  assert.match(html, /<strong>new<\/strong>/);
  assert.equal(textareaOf(html), "**new**");
  assert.equal(fieldOf(html, "message"), "why");
  assert.equal(fieldOf(html, "base"), base);
  assert.equal(await (await world.get("/Page.md")).text(), "old\n");
});

Deno.test("a save that overlaps shows both texts and loses neither", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "one\ntwo\nthree\n");
  const theirs = await world.write("Page", "one\nTWO\nthree\n");

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "one\nzwei\nthree\n", message: "mine" },
  });
  const html = await answer.text();

  assert.equal(answer.status, 409);
  assert.equal(textareaOf(html), "one\nzwei\nthree\n");
  assert.equal(textareaOf(html, "theirs"), "one\nTWO\nthree\n");
  assert.equal(fieldOf(html, "base"), theirs);
  assert.equal(fieldOf(html, "message"), "mine");
  assert.match(html, /What changed since you began/);
  assert.equal(
    await (await world.get("/Page.md")).text(),
    "one\nTWO\nthree\n",
  );
});

Deno.test("a save that does not overlap is merged, and says so", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "one\n\ntwo\n\nthree\n");
  await world.write("Page", "ONE\n\ntwo\n\nthree\n");

  const saved = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "one\n\ntwo\n\nTHREE\n", message: "" },
  });

  assert.equal(saved.status, 303);
  assert.match(saved.headers.get("set-cookie")!, /merged/);
  assert.equal(
    await (await world.get("/Page.md")).text(),
    "ONE\n\ntwo\n\nTHREE\n",
  );
});

Deno.test("creating a page that somebody made meanwhile shows both texts", async () => {
  await using world = await webWorld();
  const theirs = await world.write("Page", "theirs\n");

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base: "", text: "mine\n", message: "" },
  });
  const html = await answer.text();

  assert.equal(answer.status, 409);
  assert.equal(textareaOf(html), "mine\n");
  assert.equal(textareaOf(html, "theirs"), "theirs\n");
  assert.equal(fieldOf(html, "base"), theirs);
});

Deno.test("saving a page that was deleted meanwhile offers to create it again", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");
  await world.post("/-/delete/Page", { base });
  const typed = { action: "save", text: "mine\n", message: "" };

  const answer = await world.post("/-/edit/Page", { ...typed, base });
  const html = await answer.text();

  assert.equal(answer.status, 409);
  assert.match(html, /deleted while you were writing/);
  assert.equal(textareaOf(html), "mine\n");
  assert.equal(fieldOf(html, "base"), "");
  const again = await world.post("/-/edit/Page", { ...typed, base: "" });
  assert.equal(again.status, 303);
});

Deno.test("a text that is too long comes back in the form", async () => {
  await using world = await webWorld({ ROBOT_MAX_PAGE_BYTES: "1000" });
  const text = "x".repeat(1500);

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base: "", text, message: "" },
  });
  const html = await answer.text();

  assert.equal(answer.status, 413);
  assert.equal(textareaOf(html), text);
  const huge = await world.post("/-/edit/Page", {
    ...{ action: "save", base: "", text: "x".repeat(80_000), message: "" },
  });
  assert.equal(huge.status, 413);
});

Deno.test("a save after the session ended comes back with the text and the way to sign in", async () => {
  await using world = await webWorld();
  const typed = { action: "save", base: "", text: "typed\n", message: "" };

  const open = await world.post("/-/edit/Page", typed, { as: "visitor" });
  const closed = await world.post("/-/edit/Page", typed, {
    as: "visitor",
    slug: "cellar",
  });

  for (const answer of [open, closed]) {
    const html = await answer.text();
    assert.equal(answer.status, 401);
    assert.equal(textareaOf(html), "typed\n");
    assert.match(html, /https:\/\/robot\.test\/auth\/login/);
  }
});

Deno.test("people without the right to write cannot edit, and see no tool for it", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "text\n", "cellar");
  const carol = { as: "carol", slug: "cellar" } as const;

  const page = await (await world.get("/Page", carol)).text();
  const editor = await world.get("/-/edit/Page", carol);
  const typed = { action: "save", base, text: "mine", message: "" };
  const save = await world.post("/-/edit/Page", typed, carol);
  const remove = await world.post("/-/delete/Page", { base }, carol);

  assert.doesNotMatch(page, /\/-\/edit\/|\/-\/delete\/|\/-\/create/);
  assert.equal(editor.status, 403);
  assert.equal(save.status, 403);
  assert.equal(textareaOf(await save.text()), "mine");
  assert.equal(remove.status, 403);
  assert.equal(
    (await world.get("/-/edit/Page", { as: "visitor" })).status,
    302,
  );
});

Deno.test("a form from a sibling wiki is refused", async () => {
  await using world = await webWorld();
  const headers = { origin: "https://cellar.robot.test" };
  const base = await world.write("Page", "text\n");

  for (
    const path of ["/-/edit/Page", "/-/delete/Page", "/-/logout", "/-/create"]
  ) {
    const answer = await world.post(path, {
      ...{ action: "save", base, text: "evil", message: "", path: "Evil" },
    }, { headers });
    assert.equal(answer.status, 403, path);
  }
  assert.equal(await (await world.get("/Page.md")).text(), "text\n");
});

Deno.test("an older text can be edited, and replaces the current one", async () => {
  await using world = await webWorld();
  const first = await world.write("Page", "first\n");
  const second = await world.write("Page", "second\n");

  const html = await (await world.get(`/-/edit/Page?revision=${first}`)).text();

  assert.equal(textareaOf(html), "first\n");
  assert.equal(fieldOf(html, "base"), second);
  assert.ok(html.includes(
    `the text of revision ${first.slice(0, 7)}. Saving it replaces`,
  ));
});

Deno.test("the text of a deleted page can be edited, and the editor says whose it is", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");
  await world.post("/-/delete/Page", { base, message: "" });

  const html = await (await world.get(`/-/edit/Page?revision=${base}`)).text();

  assert.equal(textareaOf(html), "old\n");
  assert.equal(fieldOf(html, "base"), "");
  assert.ok(html.includes(
    `the text of revision ${
      base.slice(0, 7)
    }. Saving it creates the page again`,
  ));
});

Deno.test("delete asks, refuses where the page changed, then deletes", async () => {
  await using world = await webWorld();
  const old = await world.write("Page", "old\n");
  const base = await world.write("Page", "new\n");

  const asked = await (await world.get("/-/delete/Page")).text();
  const stale = await world.post("/-/delete/Page", { base: old });
  const none = await world.post("/-/delete/Page", {});
  const deleted = await world.post("/-/delete/Page", { base, message: "gone" });

  assert.equal(fieldOf(asked, "base"), base);
  assert.equal(stale.status, 409);
  assert.equal(fieldOf(await stale.text(), "base"), base);
  assert.equal(none.status, 400);
  assert.equal(deleted.status, 303);
  assert.equal(deleted.headers.get("location"), "/-/changelog");
  assert.equal((await world.get("/Page")).status, 404);
});
