import assert from "node:assert/strict";
import { chooseUsername, proposeUsername } from "../../src/wiki/usernames.ts";
import { createWiki, deleteWiki } from "../../src/wiki/wikis.ts";
import { createWorld, type World } from "../support/world.ts";

const BOB = "did:plc:bob";

Deno.test("proposeUsername() makes a name out of the handle", async () => {
  await using world = await createWorld();

  assert.equal(proposeUsername(world.house, BOB), "bob");
  assert.equal(proposeUsername(world.house, "did:plc:nobody"), "");
});

const PROPOSED = [
  ["garden.example", "Bob", "garden2", "a wiki's slug"],
  ["admin.example", "Bob", "admin2", "a reserved name"],
  ["carol.elsewhere.example", "Bob", "carol2", "a user name"],
  ["----.example", "Bob", "2wiki", "no letters at all"],
  ["handle.invalid", "Bob Builder", "bobbuilder", "no handle that holds"],
  [`${"x".repeat(40)}.example`, "Bob", "x".repeat(30), "a long handle"],
] as const;

for (const [handle, name, wanted, what] of PROPOSED) {
  Deno.test(`proposeUsername() proposes "${wanted}" where the handle gives ${what}`, async () => {
    await using world = await createWorld();
    const { house } = world;
    chooseUsername(house, "did:plc:carol", "carol");
    const createdAt = "2026-01-01T00:00:00.000Z";
    house.platform.users.put({ did: BOB, handle, name, createdAt });

    const proposed = proposeUsername(house, BOB);

    assert.equal(proposed, wanted);
    assert.equal(chooseUsername(house, BOB, proposed), wanted);
  });
}

Deno.test("proposeUsername() proposes the slug of one's own wiki", async () => {
  await using world = await createWorld();
  await createWiki(world.house, { slug: "bob", ownerDid: BOB });

  assert.equal(proposeUsername(world.house, BOB), "bob");
});

Deno.test("chooseUsername() gives a name once, trimmed and in lower case, and says so in the audit log", async () => {
  await using world = await createWorld();
  const { house } = world;

  assert.equal(chooseUsername(house, BOB, " Bobby "), "bobby");
  assert.equal(chooseUsername(house, BOB, "bobby"), "bobby", "again");

  assert.equal(house.platform.users.findByUsername("bobby")?.did, BOB);
  const noted = house.platform.audit.list({}).filter(({ event }) =>
    event === "username_chosen"
  );
  assert.deepEqual(noted.map(({ actorDid, detail }) => [actorDid, detail]), [
    [BOB, "bobby"],
  ]);
});

const REFUSED: readonly [string, string, RegExp, (world: World) => unknown][] =
  [
    ["ab", "invalid", /must be at least 3 characters/, () => {}],
    ["xn--bb-xyz", "invalid", /two hyphens in a row/, () => {}],
    ["../bob", "invalid", /lowercase letters, digits/, () => {}],
    ["admin", "invalid", /is reserved/, () => {}],
    ["garden", "conflict", /name of somebody's wiki/, () => {}],
    [
      "carol",
      "conflict",
      /somebody's user name/,
      ({ house }) => chooseUsername(house, "did:plc:carol", "carol"),
    ],
    [
      "cellar",
      "conflict",
      /held for its former owner until 2026-12-20/,
      async (world) => {
        world.leave();
        await deleteWiki(world.house, "cellar");
      },
    ],
    [
      "robert",
      "conflict",
      /you are called "bobby" already/,
      ({ house }) => chooseUsername(house, BOB, "bobby"),
    ],
    [
      "bobby",
      "not_found",
      /did:plc:bob/,
      ({ house }) =>
        house.platform.users.change(BOB, { leavingAt: "2026-11-20T12:00:00Z" }),
    ],
  ];

for (const [name, code, message, before] of REFUSED) {
  Deno.test(`chooseUsername() refuses "${name}": ${message.source}`, async () => {
    await using world = await createWorld();
    await before(world);
    const { users } = world.house.platform;
    const had = users.find(BOB)!.username;

    assert.throws(() => chooseUsername(world.house, BOB, name), {
      code,
      message,
    });

    assert.equal(users.find(BOB)!.username, had);
  });
}
