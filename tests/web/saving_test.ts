/**
 * What the wiki wants to know of a save, and that no refusal takes the typed text away.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fieldOf, textareaOf, webWorld } from "../support/web_world.ts";
import type { WebWorld } from "../support/web_world.ts";

function prefer(world: WebWorld, name: string, value: string) {
  world.world.writing("garden", world.world.alice).visit.wiki.records
    .preferences.set(name, value);
}

Deno.test("a wiki that wants a message gets one, or gives the text back", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");
  prefer(world, "COMMIT_MESSAGE", "REQUIRED");
  const typed = { action: "save", base, text: "new\n" };

  const html = await (await world.get("/-/edit/Page")).text();
  const without = await world.post("/-/edit/Page", { ...typed, message: "  " });
  const preview = await world.post("/-/edit/Page", {
    ...typed,
    action: "preview",
  });
  const saved = await world.post("/-/edit/Page", { ...typed, message: "why" });

  assert.match(html, /<input[^>]*name="message"[^>]*required/);
  const back = await without.text();
  assert.equal(without.status, 400);
  assert.equal(textareaOf(back), "new\n");
  assert.match(back, /this wiki asks for it/);
  assert.equal(preview.status, 200);
  assert.equal(saved.status, 303);
});

Deno.test("the default message stands in the field, or is used where none is asked for", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");
  prefer(world, "DEFAULT_COMMIT_MESSAGE", "%P on %F");

  const optional = await (await world.get("/-/edit/Page")).text();
  prefer(world, "COMMIT_MESSAGE", "DISABLED");
  const disabled = await (await world.get("/-/edit/Page")).text();
  await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "new\n", message: "ignored" },
  });
  const history = await (await world.get("/-/history/Page")).text();

  assert.equal(fieldOf(optional, "message"), "Page on 2026-11-20");
  assert.doesNotMatch(disabled, /name="message"/);
  assert.match(history, /Page on 2026-11-20/);
  assert.doesNotMatch(history, /ignored/);
});

Deno.test("too many saves give the text back", async () => {
  await using world = await webWorld({ ROBOT_RATE_LIMITS: "write=20" });
  const base = await world.write("Page", "old\n");
  const tiny = { headers: { "content-type": "text/plain" } };
  for (let i = 0; i < 20; i++) {
    await world.send("/-/draft/Page", {}, { ...tiny, method: "DELETE" });
  }

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "typed\n", message: "why" },
  });
  const other = await world.post("/-/delete/Page", { base });

  const html = await answer.text();
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get("retry-after")) > 0);
  assert.equal(textareaOf(html), "typed\n");
  assert.equal(fieldOf(html, "base"), base);
  assert.equal(fieldOf(html, "message"), "why");
  assert.equal(other.status, 429);
  assert.equal(await (await world.get("/Page.md")).text(), "old\n");
  world.world.wait(60);
  const again = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "typed\n", message: "why" },
  });
  assert.equal(again.status, 303);
});

Deno.test("a form that a person opened is not saved as a visitor's after the session has ended", async () => {
  await using world = await webWorld();
  world.world.house.platform.wikis.change(world.world.garden.id, {
    writeAccess: "ANONYMOUS",
  });
  const html = await (await world.get("/-/edit/Page", { as: "bob" })).text();
  const typed = { action: "save", base: "", text: "typed\n", message: "" };

  const answer = await world.post("/-/edit/Page", {
    ...typed,
    writer: fieldOf(html, "writer"),
  }, { as: "visitor" });
  const back = await answer.text();
  const again = await world.post("/-/edit/Page", typed, { as: "visitor" });

  assert.equal(fieldOf(html, "writer"), "did:plc:bob");
  assert.equal(answer.status, 401);
  assert.equal(textareaOf(back), "typed\n");
  assert.equal(fieldOf(back, "writer"), "");
  assert.match(back, /https:\/\/robot\.test\/auth\/login/);
  assert.equal(again.status, 303);
});

Deno.test("a wiki that is suspended meanwhile gives the text back, and nothing of its own", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "secret\n");
  world.world.house.platform.wikis.change(world.world.garden.id, {
    suspended: "spam",
  });

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "typed\n", message: "" },
  });
  const html = await answer.text();

  assert.equal(answer.status, 503);
  assert.equal(textareaOf(html), "typed\n");
  assert.doesNotMatch(html, /secret|The Garden/);
});

Deno.test("a failure that nobody foresaw gives the text back, and is logged", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");
  const { wiki } = world.world.visit("garden", world.world.alice);
  wiki.records.provenance.put = () => {
    throw new Error("broken");
  };

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "typed\n", message: "" },
  });
  const html = await answer.text();

  assert.equal(answer.status, 500);
  assert.equal(textareaOf(html), "typed\n");
  assert.doesNotMatch(html, /broken/);
  assert.equal(world.world.events("request_failed").length, 1);
});

Deno.test("a full disk gives the text back, and says so", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");
  const { wiki } = world.world.visit("garden", world.world.alice);
  wiki.records.provenance.put = () => {
    // As SQLite says it.
    throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
  };

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "typed\n", message: "" },
  });

  assert.equal(answer.status, 507);
  const html = await answer.text();
  assert.equal(textareaOf(html), "typed\n");
  assert.match(html, /no room on the disk/);
});

Deno.test("a page is saved although its draft cannot be discarded", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");
  const { wiki } = world.world.visit("garden", world.world.alice);
  wiki.records.drafts.remove = () => {
    throw new Error("broken");
  };

  const answer = await world.post("/-/edit/Page", {
    ...{ action: "save", base, text: "new\n", message: "" },
  });

  assert.equal(answer.status, 303);
  assert.equal(await (await world.get("/Page.md")).text(), "new\n");
});
