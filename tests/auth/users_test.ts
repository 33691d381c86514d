import assert from "node:assert/strict";
import { putUser } from "../../src/auth/users.ts";
import { accounts } from "../support/accounts.ts";

Deno.test("putUser adds a person and keeps the day of joining when the handle changes", () => {
  using world = accounts();
  const { users } = world.platform;
  putUser(world, { did: "did:web:carol.example", handle: "@Carol.Example" });
  world.wait({ hours: 1 });

  putUser(world, {
    did: "did:web:carol.example",
    handle: "carol.test",
    name: "Carol",
  });

  const { did, handle, name, createdAt } = users.findByHandle("Carol.Test")!;
  assert.deepEqual([did, handle, name, createdAt], [
    "did:web:carol.example",
    "carol.test",
    "Carol",
    "2026-11-20T12:00:00.000Z",
  ]);
  assert.equal(users.findByHandle("carol.example"), undefined);
});

Deno.test("putUser refuses what would forge an author line or is no handle", () => {
  using world = accounts();
  const did = "did:plc:mallory";

  for (
    const user of [
      { did: "mallory", handle: "m.example" },
      { did: "did:plc:", handle: "m.example" },
      { did, handle: "mallory" },
      { did, handle: "m example" },
      { did, handle: "" },
      { did, handle: "m.example\n" + "x" },
      { did, handle: "m.example", name: "Mallory\ncommitter x" },
      { did, handle: "m.example", name: "M <alice@example>" },
      { did, handle: "m.example", name: "\u202eecilA" },
      { did, handle: "m.example", name: " " },
    ]
  ) {
    assert.throws(() => putUser(world, user), { code: "invalid" });
  }
  assert.equal(world.platform.users.find(did), undefined);
});
