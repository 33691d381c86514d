import assert from "node:assert/strict";
import { openDoors } from "../support/doors.ts";
import { ALICE, FakeNetwork, PDS } from "../support/fake_network.ts";
import { createWorld } from "../support/world.ts";

const STATUS = "pds.example/xrpc/com.atproto.sync.getRepoStatus";
const DOCUMENT = `plc.directory/${ALICE.did}`;

async function open() {
  const world = await createWorld();
  const network = new FakeNetwork();
  const { identity } = await openDoors(world, network);
  return {
    ...{ network, identity },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

Deno.test("findPerson finds whoever a handle leads to and who names it back", async () => {
  await using stage = await open();
  const { identity, network } = stage;
  network.instead.set(
    "other.example/.well-known/atproto-did",
    () => new Response(ALICE.did),
  );

  const found = await identity.findPerson(`@${ALICE.handle.toUpperCase()}`);

  assert.deepEqual(found, { did: ALICE.did, handle: ALICE.handle });
  await assert.rejects(identity.findPerson("nobody.example"), {
    code: "not_found",
    message: `Cannot find anybody called "nobody.example"`,
  });
  await assert.rejects(identity.findPerson("other.example"), {
    code: "not_found",
  });
  await assert.rejects(identity.findPerson("a b!"), { code: "invalid" });
  await assert.rejects(identity.findPerson(PDS), { code: "invalid" });
  network.instead.set(DOCUMENT, () => Promise.reject(new TypeError("down")));
  await assert.rejects(identity.findPerson(ALICE.handle), {
    code: "unavailable",
  });
});

Deno.test("findPerson does not believe what it was told before", async () => {
  await using stage = await open();
  const { identity, network } = stage;
  await identity.findPerson(ALICE.handle);
  network.instead.set(
    `${ALICE.handle}/.well-known/atproto-did`,
    () => new Response("gone", { status: 404 }),
  );

  await assert.rejects(identity.findPerson(ALICE.handle), {
    code: "not_found",
  });
});

Deno.test("accountStatus believes a plain answer of the account's own server alone", async () => {
  await using stage = await open();
  const { identity, network } = stage;
  const { did } = ALICE;
  const statusOf = (answer: () => Response | Promise<Response>) => {
    network.instead.set(STATUS, answer);
    return identity.accountStatus({ did, pds: PDS });
  };

  assert.equal(
    await statusOf(() => Response.json({ did, active: true })),
    "active",
  );
  assert.equal(
    await statusOf(() =>
      Response.json({ did, active: false, status: "takendown" })
    ),
    "inactive",
  );
  const odd: (() => Response | Promise<Response>)[] = [
    () => Promise.reject(new TypeError("down")),
    () => new Response("busy", { status: 503 }),
    () => Response.json({ error: "RepoNotFound" }, { status: 400 }),
    () => Response.json({ did: "did:plc:other", active: false }),
    () => Response.json({ did, active: "no" }),
    () => Response.json([]),
    () => new Response("<html>"),
  ];
  for (const answer of odd) assert.equal(await statusOf(answer), "unknown");
  assert.equal(await identity.accountStatus({ did, pds: null }), "unknown");
});

Deno.test("an account that has moved is asked after at its new server", async () => {
  await using stage = await open();
  const { identity, network } = stage;
  const { did } = ALICE;
  const old = "https://old.example";
  network.instead.set(
    "old.example/xrpc/com.atproto.sync.getRepoStatus",
    () => Response.json({ did, active: false, status: "deactivated" }),
  );
  network.instead.set(STATUS, () => Response.json({ did, active: true }));

  const moved = await identity.accountStatus({ did, pds: old });
  network.instead.set(DOCUMENT, () => Promise.reject(new TypeError("down")));
  const unclear = await identity.accountStatus({ did, pds: old });

  assert.equal(moved, "active");
  assert.equal(unclear, "unknown");
});

Deno.test("the libraries of sign-in are loaded when somebody signs in, not before", async () => {
  const eager: string[] = [];
  const folder = new URL("../../src/auth/", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(new URL(name, folder));
    const imports = text.matchAll(/^import (?!type )[^;]*from "([^"]+)"/gm);
    for (const [, from] of imports) {
      if (/^(@atproto\/|undici)/.test(from!)) eager.push(`${name}: ${from}`);
    }
  }

  assert.deepEqual(eager, []);
});
