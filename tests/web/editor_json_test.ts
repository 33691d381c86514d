import assert from "node:assert/strict";
import { findDraft } from "../../src/wiki/drafts.ts";
import { type Asking, type WebWorld, webWorld } from "../support/web_world.ts";

/** Sends fields as the editor's script does. */
async function send(
  world: WebWorld,
  method: "PUT" | "POST" | "DELETE",
  path: string,
  fields: Readonly<Record<string, string>> = {},
  from: Asking = {},
) {
  const answer = await world.send(path, fields, { ...from, method });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json");
  return { status: answer.status, body: isJson ? JSON.parse(text) : text };
}

Deno.test("POST /-/preview shows a text and stores nothing", async () => {
  await using world = await webWorld();
  await world.write("Page", "old\n");

  const { status, body } = await send(world, "POST", "/-/preview/Page", {
    text: "# Title\n\n**new** [[Page]]\n",
  });

  assert.equal(status, 200);
  assert.match(body.html, /<strong>new<\/strong>/);
  assert.match(body.html, /href="\/Page"/);
  assert.equal(body.headings[0].id, "section-title");
  assert.equal(body.shownAsText, null);
  assert.equal(await (await world.get("/Page.md")).text(), "old\n");
});

Deno.test("PUT /-/draft keeps a text, DELETE discards it", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "old\n");

  const kept = await send(world, "PUT", "/-/draft/Page", { text: "new", base });
  const draft = findDraft(
    world.world.writing("garden", world.world.alice),
    "Page",
  );
  const gone = await send(world, "DELETE", "/-/draft/Page");

  assert.deepEqual(kept, {
    status: 200,
    body: { savedAt: "2026-11-20T12:00:00.000Z" },
  });
  assert.equal(draft?.text, "new");
  assert.equal(draft.base, base);
  assert.equal(gone.status, 204);
});
