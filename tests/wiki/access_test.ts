import assert from "node:assert/strict";
import type { Role } from "../../src/db/platform/members.ts";
import type { Level } from "../../src/db/platform/wikis.ts";
import {
  forManaging,
  forOperator,
  forReading,
  forWriting,
  parseLevel,
  type ReadableWiki,
  type Rights,
  rightsOf,
  rightsOfVisit,
  roleOf,
  type Scope,
  type WritableWiki,
} from "../../src/wiki/access.ts";
import { createWorld, type Someone, type World } from "../support/world.ts";

const WHO: Readonly<
  Record<string, { signedIn: boolean; role: Role | null }>
> = {
  anonymous: { signedIn: false, role: null },
  "signed in": { signedIn: true, role: null },
  viewer: { signedIn: true, role: "viewer" },
  editor: { signedIn: true, role: "editor" },
  admin: { signedIn: true, role: "admin" },
  owner: { signedIn: true, role: "owner" },
};

/** The product's table: levels of read, write and upload; rights of each kind of person. */
const TABLE: readonly [string, Record<keyof typeof WHO, string>][] = [
  ["ANONYMOUS ANONYMOUS ANONYMOUS", row("RWU", "RWU", "RWU")],
  ["ANONYMOUS REGISTERED REGISTERED", row("R", "RWU", "RWU")],
  ["ANONYMOUS APPROVED APPROVED", row("R", "R", "R")],
  ["REGISTERED REGISTERED REGISTERED", row("", "RWU", "RWU")],
  ["APPROVED APPROVED APPROVED", row("", "", "R")],
  // Beyond the table: writing needs reading, uploading needs writing.
  ["APPROVED ANONYMOUS ANONYMOUS", row("", "", "RWU")],
  ["REGISTERED ANONYMOUS ANONYMOUS", row("", "RWU", "RWU")],
  ["ANONYMOUS APPROVED ANONYMOUS", row("R", "R", "R")],
  ["ANONYMOUS REGISTERED ANONYMOUS", row("R", "RWU", "RWU")],
  ["ANONYMOUS ANONYMOUS APPROVED", row("RW", "RW", "RW")],
  ["ANONYMOUS ANONYMOUS REGISTERED", row("RW", "RWU", "RWU")],
];

for (const [levels, cells] of TABLE) {
  for (const [person, expected] of Object.entries(cells)) {
    Deno.test(`rightsOf() grants ${expected || "nothing"} at ${levels} to: ${person}`, () => {
      const [readAccess, writeAccess, attachmentAccess] = levels.split(
        " ",
      ) as [Level, Level, Level];

      const rights = rightsOf(
        { readAccess, writeAccess, attachmentAccess },
        WHO[person]!,
      );

      assert.equal(lettersOf(rights), expected);
    });
  }
}

Deno.test("parseLevel() takes any case, and anything unknown for APPROVED", () => {
  const levels = ["anonymous", " Registered ", "APPROVED", "ADMIN", "", "anon"]
    .map(parseLevel);

  assert.deepEqual(levels, [
    "ANONYMOUS",
    "REGISTERED",
    "APPROVED",
    "APPROVED",
    "APPROVED",
    "APPROVED",
  ]);
});

const TOKENS: readonly [string, Scope, string, string][] = [
  // who, scope, rights in the garden (anybody reads, signed-in people write), rights in the cellar (private)
  ["alice", "wiki:write", "RWU", "RWU"],
  ["alice", "wiki:read", "R", "R"],
  ["alice", "wiki:suggest", "R", "R"],
  ["bob", "wiki:write", "RWU", "RWU"],
  ["carol", "wiki:write", "RWU", "R"],
  ["carol", "wiki:suggest", "R", "R"],
  ["stranger", "wiki:write", "RWU", ""],
  ["stranger", "wiki:read", "R", ""],
];

Deno.test("rightsOfVisit() never gives a token more than its scope, its person, or the right to manage", async () => {
  await using world = await createWorld();

  for (const [name, scope, inGarden, inCellar] of TOKENS) {
    const rights = ["garden", "cellar"].map((slug) =>
      lettersOf(
        rightsOfVisit(world.visit(slug, person(world, name), { token: scope })),
      )
    );
    assert.deepEqual(rights, [inGarden, inCellar], `${name} ${scope}`);
  }
});

Deno.test("roleOf() knows the owner from the wiki's row and members from theirs", async () => {
  await using world = await createWorld();
  const { house, garden } = world;
  const roles = [world.alice, world.bob, world.carol, world.stranger]
    .map(({ user }) => roleOf(house, garden, user!.did));

  assert.deepEqual(roles, ["owner", "editor", "viewer", null]);
  assert.equal(roleOf(house, garden, null), null);
});

Deno.test("keys are refused to a visitor as unauthenticated, to a person as forbidden", async () => {
  await using world = await createWorld();
  const doors = [
    [forReading, "cellar", world.visitor, "unauthenticated"],
    [forReading, "cellar", world.stranger, "forbidden"],
    [forWriting, "garden", world.visitor, "unauthenticated"],
    [forWriting, "cellar", world.carol, "forbidden"],
    [forManaging, "cellar", world.bob, "forbidden"],
    [forManaging, "garden", world.visitor, "unauthenticated"],
  ] as const;

  for (const [key, slug, who, code] of doors) {
    assert.throws(() => key(world.visit(slug, who)), { code });
  }
  assert.equal(forReading(world.visit("garden", world.visitor)).head, null);
  forWriting(world.visit("garden", world.stranger));
  forManaging(world.visit("cellar", world.alice));
});

Deno.test("keys say when it is the token, and not its person, that lacks the right", async () => {
  await using world = await createWorld();

  assert.throws(
    () => world.writing("cellar", world.alice, { token: "wiki:read" }),
    {
      code: "forbidden",
      message: 'Cannot change wiki "cellar": the token\'s scope is wiki:read',
    },
  );
  assert.throws(
    () =>
      forManaging(
        world.visit("cellar", world.alice, { token: "wiki:write" }),
      ),
    { code: "forbidden", message: /a token cannot manage/ },
  );
  assert.throws(
    () => world.writing("cellar", world.carol, { token: "wiki:write" }),
    { code: "forbidden", message: /you do not have the right/ },
  );
});

Deno.test("a suspended wiki is unavailable to those who might read it, and closed to others as ever", async () => {
  await using world = await createWorld();
  for (const { id } of [world.garden, world.cellar]) {
    world.house.platform.wikis.change(id, { suspended: "spam" });
  }

  assert.throws(() => world.reading("garden", world.visitor), {
    code: "unavailable",
    message: 'Cannot open wiki "garden": it is suspended (spam)',
  });
  assert.throws(() => world.reading("cellar", world.alice), {
    code: "unavailable",
  });
  assert.throws(() => world.reading("cellar", world.stranger), {
    code: "forbidden",
  });
  assert.throws(() => world.reading("cellar", world.visitor), {
    code: "unauthenticated",
  });
  const { house, wiki } = world.visit("cellar", world.visitor);
  assert.equal(forOperator(house, wiki).rights.manage, true);
});

Deno.test("rights follow the person's role of now, not of then", async () => {
  await using world = await createWorld();
  world.writing("cellar", world.bob, { token: "wiki:write" });

  world.house.platform.members.remove(world.cellar.id, world.bob.user!.did);

  assert.throws(
    () => world.reading("cellar", world.bob, { token: "wiki:write" }),
    { code: "forbidden" },
  );
});

Deno.test("a key cannot be made by hand, nor a reader be taken for a writer (checked by the compiler)", async () => {
  await using world = await createWorld();
  const reader = world.reading("garden", world.visitor);

  // @ts-expect-error a reader is no writer
  const writer: WritableWiki = reader;
  // @ts-expect-error a copy of the fields is no key
  const copy: ReadableWiki = { ...reader };
  // @ts-expect-error a reader shows no writer of the repository
  assert.ok(reader.repo.turn);

  assert.ok(writer && copy);
});

/** Rights of anonymous, signed in and viewer; those above always have their own. */
function row(anonymous: string, signedIn: string, viewer: string) {
  return {
    anonymous,
    "signed in": signedIn,
    viewer,
    editor: "RWU",
    admin: "RWUA",
    owner: "RWUA",
  };
}

function lettersOf({ read, write, upload, manage }: Rights): string {
  return (read ? "R" : "") + (write ? "W" : "") + (upload ? "U" : "") +
    (manage ? "A" : "");
}

function person(world: World, name: string): Someone {
  return world[name as "alice" | "bob" | "carol" | "stranger"];
}
