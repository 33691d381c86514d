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

Deno.test("POST /-/merge tells what a save would find", async () => {
  await using world = await webWorld();
  const text = "# A\n\none\n\n## B\n\ntwo\n";
  const base = await world.write("Page", text);
  const mine = text.replace("one", "ONE");

  const current = await send(world, "POST", "/-/merge/Page", {
    text: mine,
    base,
  });
  const revision = await world.write("Page", text.replace("two", "2"));
  const merged = await send(world, "POST", "/-/merge/Page", {
    text: mine,
    base,
  });
  const disputed = await send(world, "POST", "/-/merge/Page", {
    ...{ text: "## B\n\nzwei\n", base, section: "b" },
  }, { as: "bob" });

  assert.deepEqual(current.body, {
    ...{ outcome: "current", revision: base, text: mine, changes: [] },
  });
  assert.deepEqual(merged.body, {
    outcome: "merged",
    revision,
    text: mine.replace("two", "2"),
    changes: [{
      author: "@alice.example",
      at: "2026-11-20T12:00:00.000Z",
      revision,
    }],
  });
  assert.equal(disputed.body.outcome, "conflict");
  assert.equal(disputed.body.base, "## B\n\ntwo\n");
  assert.equal(disputed.body.current, "## B\n\n2\n");
  assert.equal(
    await (await world.get("/Page.md")).text(),
    text.replace("two", "2"),
  );
});

Deno.test("POST /-/merge says in JSON that the page is gone", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "text of a page\n");
  await world.put({ "Page.md": null, "New.md": "text of a page\n" });

  const moved = await send(world, "POST", "/-/merge/Page", {
    text: "mine",
    base,
  });
  const unknown = await send(world, "POST", "/-/merge/New", {
    text: "mine",
    base: "0".repeat(40),
  });

  assert.equal(moved.status, 409);
  assert.deepEqual(
    [moved.body.code, moved.body.reason, moved.body.movedTo],
    ["conflict", "moved", "New"],
  );
  assert.equal(unknown.status, 404);
  assert.equal(unknown.body.code, "not_found");
});

Deno.test("limits of drafts are told in JSON", async () => {
  await using world = await webWorld();
  const put = (path: string, text: string) =>
    send(world, "PUT", `/-/draft/${path}`, { text, base: "" });
  for (let i = 0; i < 20; i++) await put(`P${i}`, "x");

  const many = await put("P20", "x");
  const long = await put("P1", "x".repeat(1_000_001));
  const bad = await put("api/x", "x");

  assert.equal(many.status, 409);
  assert.match(many.body.error, /more than 20 drafts/);
  assert.equal(long.status, 413);
  assert.match(long.body.error, /1000000 bytes/);
  assert.equal(bad.status, 400);
});

Deno.test("nobody without the right to write is answered, and no form of a sibling", async () => {
  await using world = await webWorld();
  const base = await world.write("Page", "secret\n", "cellar");
  const sibling = { headers: { origin: "https://garden.robot.test" } };
  const requests = [
    ["POST", "/-/preview/Page"],
    ["PUT", "/-/draft/Page"],
    ["DELETE", "/-/draft/Page"],
    ["POST", "/-/merge/Page"],
  ] as const;
  const askers: readonly (readonly [Asking, number])[] = [
    [{ as: "visitor" }, 401],
    [{ as: "stranger" }, 403],
    [{ as: "carol" }, 403],
    [{ as: "alice", ...sibling }, 403],
  ];

  for (const [method, path] of requests) {
    for (const [from, status] of askers) {
      const answer = await send(world, method, path, { text: "x", base }, {
        ...from,
        slug: "cellar",
      });
      const name = `${method} ${path} ${from.as}`;
      assert.equal(answer.status, status, name);
      assert.doesNotMatch(JSON.stringify(answer.body), /secret/, name);
    }
  }
});
