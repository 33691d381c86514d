import assert from "node:assert/strict";
import { isDid, putUser, readUser } from "../../src/auth/users.ts";
import { accounts } from "../support/accounts.ts";

Deno.test("isDid follows the generic DID syntax", () => {
  const good = [
    "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
    "did:web:wiki.localhost",
    "did:web:example.com%3A8443:people:alice",
    "did:key:z6Mk",
  ];
  const bad = [
    "",
    "did:",
    "did:plc",
    "did:plc:",
    "did:web:a:",
    "DID:plc:abc",
    "did:PLC:abc",
    "did:plc:a b",
    "did:plc:a/b",
    "did:plc:a#b",
    "did:plc:a%zz",
    "alice.example",
    `did:web:${"a".repeat(3000)}`,
  ];

  assert.deepEqual(good.filter((text) => !isDid(text)), []);
  assert.deepEqual(bad.filter(isDid), []);
});

Deno.test("putUser adds a person and keeps the day of joining when the handle changes", () => {
  using world = accounts();
  putUser(world, { did: "did:web:carol.example", handle: "@Carol.Example" });
  world.wait({ hours: 1 });

  putUser(world, {
    did: "did:web:carol.example",
    handle: "carol.test",
    name: "Carol",
  });

  assert.deepEqual(readUser(world, "@Carol.Test"), {
    did: "did:web:carol.example",
    handle: "carol.test",
    name: "Carol",
    createdAt: "2026-11-20T12:00:00.000Z",
  });
  assert.throws(() => readUser(world, "carol.example"), { code: "not_found" });
});

Deno.test("putUser refuses what would forge an author line or is no handle", () => {
  using world = accounts();
  const did = "did:plc:mallory";

  for (
    const user of [
      { did: "mallory", handle: "m.example" },
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
