import assert from "node:assert/strict";
import { fieldOf, textareaOf, webWorld } from "../support/web_world.ts";

Deno.test("the editor asks what to do with a draft, and shows what it would change", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "one\n\ntwo\n");
  const draft = { text: "one\n\nzwei\n", base };
  await world.send("/-/draft/Page", draft, { method: "PUT", as: "bob" });

  const asked = await (await world.get("/-/edit/Page", { as: "bob" })).text();
  const others = await (await world.get("/-/edit/Page")).text();
  const continued = await (
    await world.get("/-/edit/Page?draft=continue", { as: "bob" })
  ).text();

  assert.match(asked, /<h1>Draft: Page<\/h1>/);
  assert.match(asked, /<del>two<\/del>|>two</);
  assert.match(asked, /zwei/);
  assert.doesNotMatch(asked, /changed since you began/);
  assert.match(asked, /href="\/-\/edit\/Page\?draft=continue"/);
  assert.equal(textareaOf(others), "one\n\ntwo\n");
  assert.equal(textareaOf(continued), "one\n\nzwei\n");
  assert.equal(fieldOf(continued, "base"), base);
  assert.match(continued, /data-editor="unsaved"/);
});

Deno.test("a draft says that the page was changed since, and by whom; saving it merges", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "one\n\ntwo\n\nthree\n");
  await world.send("/-/draft/Page", { text: "one\n\ntwo\n\nDREI\n", base }, {
    method: "PUT",
    as: "bob",
  });
  await world.write("Page", "ONE\n\ntwo\n\nthree\n");

  const asked = await (await world.get("/-/edit/Page", { as: "bob" })).text();
  const continued = await (
    await world.get("/-/edit/Page?draft=continue", { as: "bob" })
  ).text();
  const saved = await world.post("/-/edit/Page", {
    action: "save",
    base: fieldOf(continued, "base"),
    text: textareaOf(continued),
    message: "",
  }, { as: "bob" });

  assert.match(asked, /The page was changed since you began/);
  assert.match(asked, /@alice\.example/);
  assert.match(continued, /@alice\.example changed the page since/);
  assert.equal(saved.status, 303);
  assert.equal(
    await (await world.get("/Page.md")).text(),
    "ONE\n\ntwo\n\nDREI\n",
  );
});

Deno.test("saving a page discards its draft; a save that fails leaves it", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "one\n");
  const theirs = await world.write("Page", "ONE\n");
  await world.send("/-/draft/Page", { text: "eins\n", base }, {
    method: "PUT",
  });

  const typed = { action: "save", text: "eins\n", message: "" };
  const refused = await world.post("/-/edit/Page", { ...typed, base });
  const kept = await (await world.get("/-/edit/Page")).text();
  const saved = await world.post("/-/edit/Page", { ...typed, base: theirs });
  const gone = await (await world.get("/-/edit/Page")).text();

  assert.equal(refused.status, 409);
  assert.match(kept, /Draft: Page/);
  assert.equal(saved.status, 303);
  assert.equal(textareaOf(gone), "eins\n");
  assert.doesNotMatch(gone, /draft of/);
});

Deno.test("a draft is discarded by a form, and the editor opens as it was asked for", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "# A\n\none\n\n## B\n\ntwo\n");
  await world.send("/-/draft/Page", { text: "x", base }, { method: "PUT" });

  const asked = await (await world.get("/-/edit/Page?section=b")).text();
  const discarded = await world.post("/-/draft/Page", {
    then: fieldOf(asked, "then"),
    section: fieldOf(asked, "section"),
  });
  const editor = await world.get(discarded.headers.get("location")!);

  assert.equal(discarded.headers.get("location"), "/-/edit/Page?section=b");
  assert.equal(textareaOf(await editor.text()), "## B\n\ntwo\n");
});

Deno.test("the list of drafts is one's own", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "one\n");
  await world.write("Page", "two\n");
  const bob = { as: "bob", method: "PUT" } as const;
  await world.send("/-/draft/Page", { text: "x", base }, bob);
  await world.send("/-/draft/New_one", { text: "y", base: "" }, bob);

  const list = await (await world.get("/-/drafts", { as: "bob" })).text();
  const other = await (await world.get("/-/drafts")).text();
  const visitor = await world.get("/-/drafts", { as: "visitor" });
  await world.post("/-/draft/Page", {}, { as: "alice" });
  const removed = await world.post("/-/draft/Page", {}, { as: "bob" });
  const after = await (await world.get("/-/drafts", { as: "bob" })).text();

  assert.match(list, /href="\/-\/edit\/Page"/);
  assert.match(list, /the page has changed since/);
  assert.match(list, /href="\/-\/edit\/New_one">New one<\/a>/);
  assert.match(other, /There are none/);
  assert.equal(visitor.status, 302);
  assert.equal(removed.headers.get("location"), "/-/drafts");
  assert.doesNotMatch(after, /\/-\/edit\/Page"/);
  assert.match(after, /\/-\/edit\/New_one"/);
});

Deno.test("who lost the right to write loses sight of the own drafts; a sibling's form changes none", async () => {
  await using world = await webWorld();
  const bob = { as: "bob", slug: "cellar" } as const;
  await world.send("/-/draft/Page", { text: "x", base: "" }, {
    ...bob,
    method: "PUT",
  });
  const headers = { origin: "https://garden.robot.test" };
  for (const method of ["PUT", "DELETE", "POST"]) {
    const answer = await world.send("/-/draft/Page", { text: "evil" }, {
      ...bob,
      method,
      headers,
    });
    assert.equal(answer.status, 403, method);
  }
  assert.match(await (await world.get("/-/drafts", bob)).text(), /\/Page"/);
  const { house, cellar, bob: person } = world.world;
  house.platform.members.put({
    wikiId: cellar.id,
    did: person.user!.did,
    role: "viewer",
    addedAt: "2026-11-20T12:00:00.000Z",
  });

  for (const path of ["/-/drafts", "/-/edit/Page?draft=continue"]) {
    const answer = await world.get(path, bob);
    assert.equal(answer.status, 403, path);
    assert.doesNotMatch(await answer.text(), />x</);
  }
  const put = await world.send("/-/draft/Page", { text: "y", base: "" }, {
    ...bob,
    method: "PUT",
  });
  assert.equal(put.status, 403);
});

Deno.test("a draft for a page that is gone can be saved as a new one", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "one\n");
  await world.send("/-/draft/Page", { text: "mine\n", base }, {
    method: "PUT",
  });
  await world.post("/-/delete/Page", { base }, { as: "bob" });

  const asked = await (await world.get("/-/edit/Page")).text();
  const continued = await (await world.get("/-/edit/Page?draft=continue"))
    .text();

  assert.match(asked, /The page is not there any more/);
  assert.match(asked, /@bob\.example/);
  assert.equal(textareaOf(continued), "mine\n");
});

Deno.test("a draft follows a page that is renamed, and an editor that was open merges at the new name", async () => {
  await using world = await webWorld();
  const base = await world.write("Old", "one\n\ntwo\n\nthree\n");
  const typed = "one\n\ntwo\n\nDREI\n";
  await world.send("/-/draft/Old", { text: typed, base }, {
    method: "PUT",
    as: "bob",
  });

  const renamed = await world.post("/-/rename/Old", {
    ...{ action: "rename", new_path: "New", base, message: "" },
  });
  const offer = await (await world.get("/-/edit/New", { as: "bob" })).text();
  const led = await world.get("/-/edit/Old?section=x");
  const anew = await (await world.get("/-/edit/Old?anew=1")).text();
  const late = await world.send("/-/draft/Old", { text: typed, base }, {
    method: "PUT",
    as: "bob",
  });
  const list = await (await world.get("/-/drafts", { as: "bob" })).text();
  const refused = await world.post("/-/edit/Old", {
    ...{ action: "save", base, text: typed, message: "" },
  }, { as: "bob" });
  const html = await refused.text();
  const saved = await world.post("/-/edit/New", {
    ...{ action: "save", base: fieldOf(html, "base"), message: "" },
    text: textareaOf(html),
  }, { as: "bob" });

  assert.equal(renamed.status, 303);
  assert.match(offer, /Draft: New/);
  assert.equal(led.headers.get("location"), "/-/edit/New?section=x");
  assert.equal(textareaOf(anew), "# Old\n\n");
  assert.equal(late.status, 200);
  assert.match(list, /\/-\/edit\/New"/);
  assert.doesNotMatch(list, /\/-\/edit\/Old"/);
  assert.equal(refused.status, 409);
  assert.match(html, /renamed to “New”/);
  assert.equal(saved.status, 303);
  assert.equal(await (await world.get("/New.md")).text(), typed);
});
