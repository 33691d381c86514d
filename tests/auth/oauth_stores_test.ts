import assert from "node:assert/strict";
import {
  type SavedState,
  sessionStore,
  stateStore,
} from "../../src/auth/oauth_stores.ts";
import { openDoors } from "../support/doors.ts";
import { createWorld, type World } from "../support/world.ts";

const VALUE = {
  iss: "https://pds.example",
  verifier: "the verifier",
  appState: "where to",
} as unknown as SavedState;

async function contextOf(world: World) {
  return (await openDoors(world)).sessions;
}

Deno.test("a sign-in on its way is stored sealed, under the hash of its state, and can be read once", async () => {
  await using world = await createWorld();
  const { db } = world.house.platform;
  const store = stateStore(await contextOf(world));
  await store.set("the-state", VALUE);
  const [row] = db.prepare("SELECT id, sealed FROM oauth_states").all();

  const first = await store.get("the-state");
  const second = await store.get("the-state");

  assert.deepEqual(first, VALUE);
  assert.equal(second, undefined);
  assert.match(String(row!["id"]), /^[0-9a-f]{64}$/);
  const sealed = new TextDecoder().decode(row!["sealed"] as Uint8Array);
  assert.equal(sealed.includes("verifier"), false);
});

Deno.test("sign-ins that nobody comes back from make room for new ones after an hour", async () => {
  await using world = await createWorld();
  const { db } = world.house.platform;
  const store = stateStore(await contextOf(world));
  for (let i = 0; i < 12; i++) await store.set(`early ${i}`, VALUE);
  world.wait(3601);

  await store.set("late", VALUE);
  await store.set("later", VALUE);

  const rows = db.prepare("SELECT id FROM oauth_states").all();
  assert.equal(rows.length, 2);
  assert.deepEqual(await store.get("late"), VALUE);
});

Deno.test("of two callbacks with one state, one gets it", async () => {
  await using world = await createWorld();
  const store = stateStore(await contextOf(world));
  await store.set("the-state", VALUE);

  const both = await Promise.all([
    store.get("the-state"),
    store.get("the-state"),
  ]);

  assert.equal(both.filter((found) => found !== undefined).length, 1);
});

Deno.test("a sign-in that is older than an hour, or that was tampered with, is as good as none", async () => {
  await using world = await createWorld();
  const { db } = world.house.platform;
  const store = stateStore(await contextOf(world));
  await store.set("late", VALUE);
  world.wait(3600);
  assert.equal(await store.get("late"), undefined);
  await store.set("one", VALUE);
  await store.set("two", VALUE);
  // The rows change places: each is bound to its own.
  const rows = db.prepare("SELECT id, sealed FROM oauth_states").all();
  const change = db.prepare("UPDATE oauth_states SET sealed = ? WHERE id = ?");
  change.run(rows[0]!["sealed"]!, rows[1]!["id"]!);
  change.run(rows[1]!["sealed"]!, rows[0]!["id"]!);

  assert.equal(await store.get("one"), undefined);
  assert.equal(await store.get("two"), undefined);
});

Deno.test("tokens are stored sealed, end after an hour, and are removed when it is time", async () => {
  await using world = await createWorld();
  const { db, oauthSessions } = world.house.platform;
  const store = sessionStore(await contextOf(world), () => "1");
  const value = { tokenSet: { access_token: "secret" } } as never;
  await store.set("did:plc:alice", value);
  await store.set("did:plc:alice", value);
  const rows = db.prepare("SELECT id, sealed FROM oauth_sessions").all();

  assert.equal(rows.length, 1);
  const text = new TextDecoder().decode(rows[0]!["sealed"] as Uint8Array);
  assert.equal(text.includes("secret"), false);
  assert.equal(String(rows[0]!["id"]).includes("alice"), false);
  assert.deepEqual(await store.get("did:plc:alice"), value);
  assert.equal(await store.get("did:plc:bob"), undefined);
  world.wait(3601);
  assert.equal(await store.get("did:plc:alice"), undefined);
  const at = world.house.now().toISOString();
  assert.equal(oauthSessions.removeExpired(at, 10), 1);
  await store.set("did:plc:alice", value);
  await store.del("did:plc:alice");
  assert.equal(await store.get("did:plc:alice"), undefined);
});
