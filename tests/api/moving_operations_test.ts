import assert from "node:assert/strict";
import type { Scope } from "../../src/wiki/access.ts";
import { type Doors, openDoors } from "../support/doors.ts";
import { putFiles } from "../support/put_files.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

// deno-lint-ignore no-explicit-any -- answers are JSON whose shape the assertions state
type Json = any;

/** The garden's REST, spoken to with a token. */
class Api implements AsyncDisposable {
  constructor(readonly world: World, readonly doors: Doors) {}

  async send(
    method: string,
    path: string,
    body?: unknown,
    { who = this.world.bob, scope = "wiki:write", tokenOf = "garden" }: {
      who?: Someone;
      scope?: Scope;
      tokenOf?: string;
    } = {},
  ): Promise<{ status: number; body: Json }> {
    const token = this.doors.token(tokenOf, who, scope);
    const response = await this.doors.request(
      `https://garden.robot.test/api/v1${path}`,
      {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
    );
    return { status: response.status, body: await response.json() };
  }

  async [Symbol.asyncDispose]() {
    await this.world[Symbol.asyncDispose]();
  }
}

async function openApi(): Promise<Api> {
  const world = await createWorld();
  return new Api(world, await openDoors(world));
}

Deno.test("POST /pages/{path}/rename moves the page and tells what changed; dry_run only tells", async () => {
  await using api = await openApi();
  await putFiles(api.world, {
    "A/Old.md": "x\n",
    "A/Old/Sub.md": "x\n",
    "A/Old/pic.png": "x",
    "Home.md": "[[A/Old]] [x](/A/Old/Sub)\n",
  });
  const told = {
    old_path: "A/Old",
    new_path: "Neu_ä",
    updated_pages: ["Home"],
    updated_links: 2,
    moved_pages: [
      { from: "A/Old", to: "Neu_ä" },
      { from: "A/Old/Sub", to: "Neu_ä/Sub" },
    ],
    moved_attachments: [{ from: "A/Old/pic.png", to: "Neu_ä/pic.png" }],
  };

  const dry = await api.send("POST", "/pages/A/Old/rename", {
    new_path: "Neu ä",
    dry_run: true,
  });
  assert.deepEqual(dry, { status: 200, body: { ...told, revision: null } });

  const { status, body } = await api.send("POST", "/pages/A/Old/rename", {
    new_path: "Neu ä",
  });
  assert.equal(status, 200);
  assert.match(body.revision, /^[0-9a-f]{40}$/);
  assert.deepEqual(body, { ...told, revision: body.revision });
  const log = await api.send("GET", "/changelog");
  assert.equal(log.body.entries[0].message, "[api] Rename: A/Old -> Neu_ä");

  const old = await api.send("GET", "/pages/A/Old/Sub");
  assert.equal(old.status, 404);
  assert.equal(old.body.moved_to, "Neu_ä/Sub");
  assert.equal(old.body.reason, "moved");
});

Deno.test("a rename that is refused says why", async () => {
  await using api = await openApi();
  const { revision } = await api.world.write("garden", "A", "one\n");
  await api.world.write("garden", "A", "two\n");
  await api.world.write("garden", "B", "x\n");
  const refused: [body: object, status: number, path?: string][] = [
    [{}, 422],
    [{ new_path: "" }, 422],
    [{ new_path: "A" }, 422],
    [{ new_path: "../x" }, 422],
    [{ new_path: "api/x" }, 422],
    [{ new_path: "b" }, 409],
    [{ new_path: "C", revision }, 409],
    [{ new_path: "C", revision: "HEAD" }, 422],
    [{ new_path: "C" }, 404, "Nowhere"],
    [{ new_path: "C" }, 404, "..%2F..%2Fetc%2Fpasswd"],
  ];
  for (const [body, status, path = "A"] of refused) {
    const answer = await api.send("POST", `/pages/${path}/rename`, body);
    assert.equal(answer.status, status, JSON.stringify([body, answer.body]));
    assert.equal(typeof answer.body.error, "string");
  }
});

Deno.test("DELETE /pages/{path} takes along what lies below where it is told to", async () => {
  await using api = await openApi();
  await putFiles(api.world, { "A.md": "x\n", "A/B.md": "x\n", "A/p.png": "x" });

  const { status, body } = await api.send("DELETE", "/pages/A", {
    recursive: true,
  });

  assert.equal(status, 200);
  assert.deepEqual(body, {
    deleted: true,
    path: "A",
    revision: body.revision,
    pages: ["A", "A/B"],
    attachments: ["A/p.png"],
  });
});

Deno.test("POST /commits/{revision}/revert undoes a commit, or names the pages that are in the way", async () => {
  await using api = await openApi();
  await api.world.write("garden", "A", "one\n");
  const { revision } = await api.world.write("garden", "A", "two\n");

  const { status, body } = await api.send(
    "POST",
    `/commits/${revision.slice(0, 8)}/revert`,
  );
  assert.equal(status, 200);
  assert.deepEqual(body, {
    revision: body.revision,
    reverted: revision,
    files: ["A.md"],
  });
  const page = await api.send("GET", "/pages/A");
  assert.equal(page.body.content, "one\n");

  const third = await api.world.write("garden", "A", "three\n");
  await api.world.write("garden", "A", "four\n");
  const conflict = await api.send("POST", `/commits/${third.revision}/revert`);
  assert.equal(conflict.status, 409);
  assert.deepEqual(conflict.body.candidates, ["A"]);
  const unknown = await api.send("POST", `/commits/${"f".repeat(40)}/revert`);
  assert.equal(unknown.status, 404);
});

Deno.test("POST /pages/{path}/restore brings an older text back, also of a deleted page", async () => {
  await using api = await openApi();
  const first = await api.world.write("garden", "A", "one\n");
  const second = await api.world.write("garden", "A", "two\n");

  const stale = await api.send("POST", "/pages/A/restore", {
    revision: first.revision,
    base: first.revision,
  });
  assert.equal(stale.status, 409);
  assert.equal(stale.body.current_revision, second.revision);

  const done = await api.send("POST", "/pages/A/restore", {
    revision: first.revision,
    base: second.revision,
  });
  assert.equal(done.body.outcome, "updated");

  await api.send("DELETE", "/pages/A");
  const back = await api.send("POST", "/pages/A/restore", {
    revision: second.revision,
  });
  assert.equal(back.body.outcome, "created");
  assert.equal((await api.send("GET", "/pages/A")).body.content, "two\n");
});

Deno.test("who may not write, or holds a token of another wiki, moves and undoes nothing", async () => {
  await using api = await openApi();
  const { revision } = await api.world.write("garden", "A", "x\n");
  const posts: [string, string, object][] = [
    ["POST", "/pages/A/rename", { new_path: "B" }],
    ["POST", "/pages/A/restore", { revision }],
    ["POST", `/commits/${revision}/revert`, {}],
    ["DELETE", "/pages/A", { recursive: true }],
  ];
  for (const [method, path, body] of posts) {
    for (const scope of ["wiki:read", "wiki:suggest"] as const) {
      const answer = await api.send(method, path, body, { scope });
      assert.equal(answer.status, 403, `${scope} ${path}`);
    }
    const other = await api.send(method, path, body, { tokenOf: "cellar" });
    assert.equal(other.status, 401, path);
    const response = await api.doors.request(
      `https://garden.robot.test/api/v1${path}`,
      { method, body: JSON.stringify(body) },
    );
    assert.equal(response.status, 401, path);
    await response.body?.cancel();
  }
  assert.equal((await api.send("GET", "/pages/A")).status, 200);
});

Deno.test("a page called like a route's end is read and deleted as a page", async () => {
  await using api = await openApi();
  await api.world.write("garden", "A/rename", "x\n");

  assert.equal((await api.send("GET", "/pages/A/rename")).status, 200);
  assert.equal((await api.send("DELETE", "/pages/A/rename")).status, 200);
  assert.equal((await api.send("POST", "/pages/A")).status, 405);
  assert.equal((await api.send("GET", "/commits/1234567/revert")).status, 405);
});

Deno.test("the document describes the places of every route", async () => {
  await using api = await openApi();
  const { body } = await api.send("GET", "/openapi.json");

  const revert = body.paths["/commits/{revision}/revert"].post;
  assert.deepEqual(
    revert.parameters.map(({ name }: { name: string }) => name),
    ["revision"],
  );
  assert.equal(
    body.paths["/pages/{path}/rename"].post.operationId,
    "renamePage",
  );
});
