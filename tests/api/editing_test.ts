import assert from "node:assert/strict";
import { type Doors, openDoors } from "../support/doors.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const API = "https://garden.robot.test/api/v1";
const PAGE = "# A\n\none\n\n## B\n\ntwo\n\n## C\n\nthree\n";

// deno-lint-ignore no-explicit-any
type Json = any;

/** Sends JSON with a token of the garden. */
async function send(
  { doors, token }: { doors: Doors; token: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Json }> {
  const answer = await doors.request(`${API}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

function clientOf(world: World, doors: Doors, who: Someone = world.alice) {
  return { doors, token: doors.token("garden", who) };
}

Deno.test("PATCH with a section replaces that section, and merges", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const client = clientOf(world, doors);
  const { revision } = await world.write("garden", "Page", PAGE);
  await world.write("garden", "Page", PAGE.replace("three", "3"));

  const edited = await send(client, "PATCH", "/pages/Page", {
    ...{ revision, section: "A > B", content: "zwei" },
  });
  const heading = await send(client, "PATCH", "/pages/Page", {
    ...{ revision: edited.body.revision, section: "C" },
    content: "## D\n\nvier",
  });

  assert.equal(edited.status, 200);
  assert.equal(edited.body.merged, true);
  assert.equal(heading.status, 200);
  const { body } = await send(client, "GET", "/pages/Page");
  assert.equal(body.content, "# A\n\none\n\n## B\n\nzwei\n\n## D\n\nvier\n");
});

Deno.test("PATCH refuses half a request, two at once, and a section that is not one", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const client = clientOf(world, doors);
  const { revision } = await world.write("garden", "Page", PAGE);
  const patch = (body: object) =>
    send(client, "PATCH", "/pages/Page", { revision, ...body });

  const wrong = [
    {},
    { section: "B" },
    { content: "x" },
    { old_string: "two" },
    { old_string: "two", new_string: "2", section: "B", content: "x" },
    { old_string: "two", new_string: "two" },
  ];
  for (const body of wrong) {
    assert.equal((await patch(body)).status, 422, JSON.stringify(body));
  }
  const unknown = await patch({ section: "Z", content: "x" });
  assert.equal(unknown.status, 404);
  assert.deepEqual(unknown.body.candidates, ["A", "A > B", "A > C"]);
  await world.write("garden", "Page", PAGE.replace("two", "other"));
  const stale = await patch({ section: "B", content: "mine" });
  assert.equal(stale.status, 409);
  assert.equal(stale.body.reason, "changed");
});

Deno.test("drafts are kept, read, listed and discarded by their writer alone", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const alice = clientOf(world, doors);
  const bob = clientOf(world, doors, world.bob);
  const { revision } = await world.write("garden", "Page", PAGE);

  const kept = await send(alice, "PUT", "/drafts/Page", {
    content: "typed",
    revision,
  });
  const read = await send(alice, "GET", "/drafts/Page");
  const listed = await send(alice, "GET", "/drafts");
  const others = await send(bob, "GET", "/drafts/Page");
  const nothing = await send(bob, "DELETE", "/drafts/Page");
  const discarded = await send(alice, "DELETE", "/drafts/Page");

  const saved_at = "2026-11-20T12:00:00.000Z";
  assert.deepEqual(kept.body, { path: "Page", saved_at });
  assert.deepEqual(read.body, {
    ...{ path: "Page", revision, saved_at, content: "typed" },
  });
  assert.deepEqual(listed.body, {
    drafts: [{ path: "Page", revision, saved_at }],
  });
  assert.equal(others.status, 404);
  assert.deepEqual(nothing.body, { discarded: false });
  assert.deepEqual(discarded.body, { discarded: true });
  assert.equal((await send(alice, "GET", "/drafts/Page")).status, 404);
});

Deno.test("drafts need the right to write this wiki", async () => {
  await using world = await createWorld();
  const doors = await openDoors(world);
  const requests = [["GET", "/drafts"], ["GET", "/drafts/Page"], [
    "PUT",
    "/drafts/Page",
    { content: "x" },
  ], ["DELETE", "/drafts/Page"]] as const;
  const tokens = [
    [doors.token("garden", world.alice, "wiki:read"), 403],
    [doors.token("garden", world.alice, "wiki:suggest"), 403],
    [doors.token("cellar", world.alice), 401],
  ] as const;

  for (const [token, status] of tokens) {
    for (const [method, path, body] of requests) {
      const answer = await send({ doors, token }, method, path, body);
      assert.equal(answer.status, status, `${method} ${path}`);
    }
  }
  const anonymous = await doors.request(`${API}/drafts`);
  await anonymous.body?.cancel();
  assert.equal(anonymous.status, 401);
});
