import assert from "node:assert/strict";
import type { Scope } from "../../src/wiki/access.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

// deno-lint-ignore no-explicit-any -- answers are JSON whose shape the assertions state
type Json = any;

/** The garden with REST in front of it, and a page `Trees/Oak`. */
class Garden implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  static async open(
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Garden> {
    const world = await createWorld({ settings });
    await world.write("garden", "Trees/Oak", "![](./a.txt)\n");
    return new Garden(world, await openDoors(world));
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    as: { who?: Someone; scope?: Scope; slug?: string } = {},
  ): Promise<[number, Json]> {
    const { who = this.world.bob, scope = "wiki:write", slug = "garden" } = as;
    const token = this.doors.token(slug, who, scope);
    const answer = await this.doors.request(
      `https://garden.robot.test/api/v1${path}`,
      {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
    );
    return [answer.status, await answer.json()];
  }

  upload(filename: string, text: string, more: object = {}) {
    const content = btoa(text);
    const body = { filename, content, ...more };
    return this.send("POST", "/pages/Trees/Oak/attachments", body);
  }

  async [Symbol.asyncDispose]() {
    await this.world[Symbol.asyncDispose]();
  }
}

const FILES = "/pages/Trees/Oak/attachments";

Deno.test("POST and GET …/attachments store, list and read files as base64", async () => {
  await using garden = await Garden.open();

  const [status, stored] = await garden.upload("my map.png", "png\xff");
  const [, listed] = await garden.send("GET", "/pages/trees/oak/attachments");
  const [, read] = await garden.send("GET", `${FILES}/my_map.png`);
  const [, log] = await garden.send("GET", "/changelog?limit=1");

  assert.equal(status, 201);
  assert.deepEqual(stored, {
    filename: "my_map.png",
    path: "Trees/Oak",
    size: 4,
    mime_type: "image/png",
    revision: stored.revision,
    created: true,
  });
  assert.deepEqual(listed, {
    attachments: [{
      filename: "my_map.png",
      size: 4,
      mime_type: "image/png",
      last_modified: "2026-11-20T12:00:00.000Z",
      revision: stored.revision,
      url: "/Trees/Oak/my_map.png",
    }],
    total: 1,
    path: "Trees/Oak",
  });
  assert.deepEqual(read, {
    filename: "my_map.png",
    content: btoa("png\xff"),
    size: 4,
    mime_type: "image/png",
    revision: stored.revision,
  });
  assert.equal(
    log.entries[0].message,
    "[api] Attach: Trees/Oak/my_map.png",
  );
});

Deno.test("a file that is posted again is a new version; an old revision is refused", async () => {
  await using garden = await Garden.open();
  const [, first] = await garden.upload("a.txt", "one");

  const [, second] = await garden.upload("a.txt", "two", {
    revision: first.revision.slice(0, 8),
    commit_message: "Second",
  });
  const [stale, error] = await garden.upload("a.txt", "three", {
    revision: first.revision,
  });
  const [, third] = await garden.upload("a.txt", "three");
  const [, old] = await garden.send(
    "GET",
    `${FILES}/a.txt?revision=${first.revision}`,
  );
  const [, past] = await garden.send("GET", `${FILES}/a.txt/history`);

  assert.equal(second.created, false);
  assert.deepEqual([stale, error.code, error.reason], [
    409,
    "conflict",
    "changed",
  ]);
  assert.equal(error.current_revision, second.revision);
  assert.equal(third.created, false);
  assert.equal(atob(old.content), "one");
  assert.deepEqual(
    past.history.map((each: Json) => [each.message, each.kind, each.size]),
    [
      ["[api] Attach: Trees/Oak/a.txt", "changed", 5],
      ["Second", "changed", 3],
      ["[api] Attach: Trees/Oak/a.txt", "created", 3],
    ],
  );
});

Deno.test("POST …/rename rewrites links; DELETE leaves the versions", async () => {
  await using garden = await Garden.open();
  const [, { revision }] = await garden.upload("a.txt", "one");

  const [, renamed] = await garden.send("POST", `${FILES}/a.txt/rename`, {
    new_filename: "b.txt",
    revision,
  });
  const [, page] = await garden.send("GET", "/pages/Trees/Oak");
  const [stale] = await garden.send("DELETE", `${FILES}/b.txt`, { revision });
  const [status, deleted] = await garden.send("DELETE", `${FILES}/b.txt`);
  const [gone] = await garden.send("DELETE", `${FILES}/b.txt`);
  const [, past] = await garden.send("GET", `${FILES}/b.txt/history`);
  const [, then] = await garden.send(
    "GET",
    `${FILES}/b.txt?revision=${renamed.revision}`,
  );

  assert.deepEqual(renamed, {
    old_filename: "a.txt",
    filename: "b.txt",
    path: "Trees/Oak",
    size: 3,
    mime_type: "text/plain; charset=utf-8",
    revision: renamed.revision,
    updated_pages: ["Trees/Oak"],
  });
  assert.equal(page.content, "![](./b.txt)\n");
  assert.equal(stale, 409);
  assert.deepEqual([status, deleted.deleted, deleted.filename], [
    200,
    true,
    "b.txt",
  ]);
  assert.equal(gone, 404);
  assert.equal(past.history[0].kind, "deleted");
  assert.equal(atob(then.content), "one");
});

Deno.test("files that cannot be stored are refused with a sentence", async () => {
  await using garden = await Garden.open({
    ROBOT_MAX_ATTACHMENT_BYTES: "1000",
  });
  const post = async (body: object, path = FILES) =>
    (await garden.send("POST", path, body))[0];

  assert.equal(await post({ filename: "a" }), 422);
  assert.equal(await post({ content: "" }), 422);
  assert.equal(await post({ filename: "a", content: "not base64!" }), 422);
  assert.equal(await post({ filename: "a", content: "YQ==YQ==" }), 422);
  assert.equal(await post({ filename: ".git", content: "YQ==" }), 422);
  assert.equal(await post({ filename: "Page.md", content: "YQ==" }), 422);
  assert.equal(await post({ filename: "..", content: "YQ==" }), 422);
  assert.equal(
    await post({ filename: "a", content: btoa("x".repeat(1001)) }),
    413,
  );
  assert.equal(
    await post({ filename: "a", content: btoa("x".repeat(9000)) }),
    413,
  );
  assert.equal(
    await post(
      { filename: "a", content: "YQ==" },
      "/pages/Nowhere/attachments",
    ),
    404,
  );
  assert.equal(await post({ filename: "a", content: "Y\r\nQ = =\n" }), 201);
  for (const file of ["none", "%2e%2e%2fOak", "..%2F..%2Frobot.db", "a%00"]) {
    const [status] = await garden.send("GET", `${FILES}/${file}`);
    assert.ok([404, 422].includes(status), file);
  }
});

Deno.test("files need the same rights at this door", async () => {
  await using garden = await Garden.open();
  const { world } = garden;
  await garden.upload("a.txt", "one");
  const body = { filename: "b.txt", content: "YQ==" };
  const post = async (as: Parameters<Garden["send"]>[3]) =>
    (await garden.send("POST", FILES, body, as))[0];

  assert.equal(await post({ scope: "wiki:read" }), 403);
  assert.equal(await post({ scope: "wiki:suggest" }), 403);
  assert.equal(await post({ who: world.alice, slug: "cellar" }), 401);
  const anonymous = await garden.doors.request(
    `https://garden.robot.test/api/v1${FILES}`,
    { method: "POST", body: JSON.stringify(body) },
  );
  assert.equal(anonymous.status, 401);
  world.house.platform.wikis.change(world.garden.id, {
    attachmentAccess: "APPROVED",
  });
  assert.equal(await post({ who: world.stranger }), 403);
  const [deletion] = await garden.send("DELETE", `${FILES}/a.txt`, undefined, {
    scope: "wiki:read",
  });
  assert.equal(deletion, 403);
  const [, { total }] = await garden.send("GET", FILES);
  assert.equal(total, 1);
});

Deno.test("a file of several megabytes goes in and out as it is", async () => {
  await using garden = await Garden.open();
  const bytes = new Uint8Array(5_000_003).map((_, i) => i * 31 + (i >> 9));
  const lines = bytes.toBase64().replace(/.{76}/g, "$&\r\n");

  const [status] = await garden.send("POST", FILES, {
    filename: "film.mp4",
    content: lines,
  });
  const [, read] = await garden.send("GET", `${FILES}/film.mp4`);

  assert.equal(status, 201);
  assert.deepEqual(Uint8Array.fromBase64(read.content), bytes);
});

Deno.test("a page called attachments is still a page", async () => {
  await using garden = await Garden.open();
  await garden.world.write("garden", "Trees/Oak/attachments", "A page\n");

  const [, read] = await garden.send("GET", "/pages/Trees/Oak/attachments");

  assert.equal(read.content, "A page\n");
});
