import assert from "node:assert/strict";
import { readMigrations } from "../../../src/db/database.ts";
import { openPlatformDatabase } from "../../../src/db/platform/platform_database.ts";
import type { TokenRow } from "../../../src/db/platform/tokens.ts";
import type { WikiRow } from "../../../src/db/platform/wikis.ts";

const ALICE = {
  did: "did:plc:alice",
  handle: "Alice.example",
  name: "Alice",
  createdAt: "2026-01-01T00:00:00.000Z",
};

const GARDEN: WikiRow = {
  id: "w1",
  slug: "garden",
  ownerDid: ALICE.did,
  name: "Garden",
  description: "",
  readAccess: "ANONYMOUS",
  writeAccess: "REGISTERED",
  attachmentAccess: "APPROVED",
  suspended: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  maxPages: null,
  maxContentBytes: 1000,
  maxHistoryBytes: null,
  maxAttachmentBytes: null,
  maxMembers: null,
  servesHandle: false,
  ownerSince: ALICE.createdAt,
};

const TOKEN: TokenRow = {
  id: "t1",
  wikiId: "w1",
  did: ALICE.did,
  name: "laptop",
  scope: "wiki:write",
  createdAt: "2026-01-01T00:00:00.000Z",
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
};

Deno.test("Users.put() adds a person once and refreshes handle and name", async () => {
  await using robot = await robotDb();

  robot.db.users.put({ ...ALICE, handle: "new.example", createdAt: "later" });

  assert.deepEqual(robot.db.users.list(), [{
    ...ALICE,
    handle: "new.example",
    username: null,
    pds: null,
    suspended: null,
    maxWikis: null,
    lastSigninAt: null,
    leavingAt: null,
  }]);
  assert.equal(robot.db.users.findByHandle("NEW.example")?.did, ALICE.did);
  assert.equal(robot.db.users.findByHandle("alice.example"), undefined);
  assert.equal(robot.db.users.find("did:plc:nobody"), undefined);
});

Deno.test("Users.findByHandle() prefers the newer account where a handle changed hands", async () => {
  await using robot = await robotDb();

  robot.db.users.put({ ...ALICE, did: "did:plc:b", createdAt: "2027" });

  assert.equal(
    robot.db.users.findByHandle("alice.example")?.did,
    "did:plc:b",
  );
});

Deno.test("Users.setUsername() gives a name once, and to one person only", async () => {
  await using robot = await robotDb();
  const { users } = robot.db;
  users.put({ ...ALICE, did: "did:plc:b" });
  users.setUsername(ALICE.did, "alice");

  users.setUsername(ALICE.did, "queen");

  assert.equal(users.findByUsername("alice")?.did, ALICE.did);
  assert.equal(users.findByUsername("queen"), undefined);
  assert.throws(() => users.setUsername("did:plc:b", "alice"), {
    code: "conflict",
  });
});

Deno.test("Users.findByHandle() finds nobody by the handle of those who have none", async () => {
  await using robot = await robotDb();

  robot.db.users.put({ ...ALICE, handle: "handle.invalid" });

  assert.equal(robot.db.users.findByHandle("handle.invalid"), undefined);
});

Deno.test("the audit log cannot be changed", async () => {
  await using robot = await robotDb();
  robot.db.audit.add(entry("first"));

  assert.throws(
    () => robot.db.db.exec("UPDATE audit SET event = 'nothing'"),
    /append-only/,
  );
});

Deno.test("Wikis.add() refuses a slug that is taken, and a removed one is free again", async () => {
  await using robot = await robotDb();

  assert.deepEqual(robot.db.wikis.find("garden"), GARDEN);
  assert.throws(() => robot.db.wikis.add({ ...GARDEN, id: "w2" }), {
    code: "conflict",
    message: 'Cannot create wiki "garden": the name is taken',
  });
  robot.db.wikis.remove("w1");
  robot.db.wikis.add({ ...GARDEN, id: "w2" });

  assert.equal(robot.db.wikis.find("garden")?.id, "w2");
  assert.equal(robot.db.wikis.findById("w1"), undefined);
});

Deno.test("Wikis.change() changes what is named and nothing else", async () => {
  await using robot = await robotDb();

  const after = robot.db.wikis.change("w1", {
    name: "Park",
    suspended: "spam",
    maxPages: 7,
  });

  assert.deepEqual(after, {
    ...GARDEN,
    name: "Park",
    suspended: "spam",
    maxPages: 7,
  });
  assert.deepEqual(robot.db.wikis.findById("w1"), after);
  assert.throws(() => robot.db.wikis.change("w9", {}), { code: "not_found" });
});

Deno.test("Wikis.find() reads an unknown level as APPROVED", async () => {
  await using robot = await robotDb();

  robot.db.db.exec(
    "UPDATE wikis SET read_access = 'anonymous', write_access = 'ADMIN', attachment_access = ''",
  );

  const row = robot.db.wikis.find("garden")!;
  assert.deepEqual(
    [row.readAccess, row.writeAccess, row.attachmentAccess],
    ["APPROVED", "APPROVED", "APPROVED"],
  );
});

Deno.test("Wikis.remove() takes members and tokens along and leaves the audit log", async () => {
  await using robot = await robotDb();
  const hash = new Uint8Array(32).fill(7);
  robot.db.members.put({
    wikiId: "w1",
    did: "did:plc:bob",
    role: "editor",
    addedAt: "2026",
  });
  robot.db.tokens.add(TOKEN, hash);
  robot.db.audit.add(entry("token_created"));

  robot.db.wikis.remove("w1");

  assert.deepEqual(robot.db.members.list("w1"), []);
  assert.equal(robot.db.tokens.findByHash(hash), undefined);
  assert.equal(robot.db.audit.list({ wikiId: "w1" }).length, 1);
});

Deno.test("Members.put() gives another role and keeps the day of joining", async () => {
  await using robot = await robotDb();
  const bob = { wikiId: "w1", did: "did:plc:bob", addedAt: "2026" };

  robot.db.members.put({ ...bob, role: "viewer" });
  robot.db.members.put({ ...bob, role: "admin", addedAt: "2027" });

  assert.deepEqual(robot.db.members.find("w1", "did:plc:bob"), {
    ...bob,
    role: "admin",
    invitedHandle: null,
    invitedBy: null,
  });
  assert.equal(robot.db.members.find("w2", "did:plc:bob"), undefined);
  robot.db.members.remove("w1", "did:plc:bob");
  assert.deepEqual(robot.db.members.list("w1"), []);
});

Deno.test("Tokens are found by hash, touched, and revoked once", async () => {
  await using robot = await robotDb();
  const hash = new Uint8Array(32).fill(9);
  robot.db.tokens.add(TOKEN, hash);

  robot.db.tokens.touch("t1", "2026-02");
  robot.db.tokens.revoke("t1", "2026-03");
  robot.db.tokens.revoke("t1", "2026-04");

  const expected = { ...TOKEN, lastUsedAt: "2026-02", revokedAt: "2026-03" };
  assert.deepEqual(robot.db.tokens.findByHash(hash), expected);
  assert.deepEqual(robot.db.tokens.find("t1"), expected);
  assert.deepEqual(robot.db.tokens.list("w1"), [expected]);
  assert.equal(robot.db.tokens.findByHash(new Uint8Array(32)), undefined);
});

Deno.test("Sessions are renewed, and a revoked one stays revoked", async () => {
  await using robot = await robotDb();
  const session = {
    id: "s1",
    did: ALICE.did,
    createdAt: "2026-01",
    expiresAt: "2026-02",
    revokedAt: null,
  };
  robot.db.sessions.add(session);
  robot.db.sessions.add({ ...session, id: "s2" });

  robot.db.sessions.revoke("s1", "2026-01-15");
  robot.db.sessions.renew("s1", { expiresAt: "2026-03", at: "2026-01-10" });

  assert.deepEqual(robot.db.sessions.find("s1"), {
    ...session,
    expiresAt: "2026-03",
    revokedAt: "2026-01-15",
    address: null,
    userAgent: null,
    lastUsedAt: "2026-01-10",
    checkedAt: null,
  });
  assert.deepEqual(
    robot.db.sessions.listLive(ALICE.did, "2026-01-16").map(({ id }) => id),
    ["s2"],
  );
  assert.equal(robot.db.sessions.revokeAllOf(ALICE.did, "2026-01-20"), 1);
  assert.equal(robot.db.sessions.find("s2")?.revokedAt, "2026-01-20");
  assert.equal(robot.db.sessions.removeEndedBefore("2026-03-16", 10), 2);
  assert.equal(robot.db.sessions.find("s1"), undefined);
});

Deno.test("SigninLinks.redeem() works once, and not after the link expired", async () => {
  await using robot = await robotDb();
  const [fresh, old] = [new Uint8Array([1]), new Uint8Array([2])];
  const link = { did: ALICE.did, createdAt: "2026-01", expiresAt: "2026-02" };
  robot.db.signinLinks.add({ ...link, hash: fresh });
  robot.db.signinLinks.add({ ...link, hash: old });

  assert.equal(
    robot.db.signinLinks.redeem(fresh, "2026-01-05"),
    "did:plc:alice",
  );
  assert.equal(robot.db.signinLinks.redeem(fresh, "2026-01-05"), undefined);
  assert.equal(robot.db.signinLinks.redeem(old, "2026-03"), undefined);
  assert.equal(
    robot.db.signinLinks.redeem(new Uint8Array([3]), "2026-01"),
    undefined,
  );
});

Deno.test("Audit.list() shows the newest first and filters by wiki", async () => {
  await using robot = await robotDb();
  robot.db.audit.add(entry("first"));
  robot.db.audit.add({ ...entry("elsewhere"), wikiId: null });
  robot.db.audit.add(entry("last"));

  const events = (filter: { wikiId?: string; limit?: number }) =>
    robot.db.audit.list(filter).map((found) => found.event);

  assert.deepEqual(events({}), ["last", "elsewhere", "first"]);
  assert.deepEqual(events({ wikiId: "w1" }), ["last", "first"]);
  assert.deepEqual(events({ limit: 1 }), ["last"]);
});

/** A platform with Alice and her garden. */
async function robotDb() {
  const dir = await Deno.makeTempDir();
  const db = openPlatformDatabase(
    `${dir}/robot.db`,
    readMigrations(".", "platform"),
  );
  db.users.put(ALICE);
  db.wikis.add(GARDEN);
  return {
    db,
    async [Symbol.asyncDispose]() {
      db.close();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

function entry(event: string) {
  return {
    at: "2026-01-01T00:00:00.000Z",
    event,
    actorDid: ALICE.did,
    wikiId: "w1",
    address: "127.0.0.1",
    credential: null,
    detail: null,
  };
}
