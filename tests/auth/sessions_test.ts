import assert from "node:assert/strict";
import * as jose from "jose";
import { type KeyRing, openKeys } from "../../src/auth/keys.ts";
import {
  endSession,
  listSessions,
  readSession,
  type SessionContext,
  startSession,
  VerifiedJwts,
} from "../../src/auth/sessions.ts";
import { type Accounts, accounts } from "../support/accounts.ts";

const ORIGIN = "https://robot.test";

Deno.test("startSession makes an RS256 session+jwt of 24 hours that names its row", async () => {
  using world = accounts();
  const context = await sessions(world);

  const { jwt, row } = await startSession(context, "did:plc:alice");

  assert.deepEqual(jose.decodeProtectedHeader(jwt), {
    alg: "RS256",
    typ: "session+jwt",
    kid: context.keys.session.kid,
  });
  assert.deepEqual(jose.decodeJwt(jwt), {
    sub: "did:plc:alice",
    iss: ORIGIN,
    aud: ORIGIN,
    jti: row.id,
    iat: Date.parse("2026-11-20T12:00:00Z") / 1000,
    exp: Date.parse("2026-11-21T12:00:00Z") / 1000,
  });
  const read = await readSession(context, jwt);
  assert.deepEqual(read, { row, renewed: null });
});

Deno.test("readSession finds nobody once the session was ended, though its JWT is remembered", async () => {
  using world = accounts();
  const context = await sessions(world);
  const { jwt, row } = await startSession(context, "did:plc:alice");
  assert.ok(await readSession(context, jwt));

  endSession(context, row.id);

  assert.equal(await readSession(context, jwt), undefined);
});

Deno.test("startSession ends the session that was used longest ago where a person has more than 50", async () => {
  using world = accounts();
  const context = await sessions(world);
  const started = [];
  for (let i = 0; i < 50; i++) {
    started.push(await startSession(context, "did:plc:alice"));
    world.wait({ seconds: 1 });
  }
  const bob = await startSession(context, "did:plc:bob");
  world.wait({ minutes: 11 });
  assert.ok(await readSession(context, started[0]!.jwt));

  const last = await startSession(context, "did:plc:alice");

  assert.equal(listSessions(world, "did:plc:alice").length, 50);
  assert.equal(await readSession(context, started[1]!.jwt), undefined);
  for (const { jwt } of [started[0]!, started[2]!, last, bob]) {
    assert.ok(await readSession(context, jwt));
  }
});

Deno.test("readSession renews a session of which less than half is left", async () => {
  using world = accounts();
  const context = await sessions(world);
  const { jwt, row } = await startSession(context, "did:plc:alice");
  world.wait({ hours: 12 });
  assert.equal((await readSession(context, jwt))!.renewed, null);
  world.wait({ seconds: 1 });

  const { renewed } = (await readSession(context, jwt))!;

  world.wait({ hours: 12 });
  assert.equal(await readSession(context, jwt), undefined);
  const again = await readSession(context, renewed!);
  assert.equal(again!.row.id, row.id);
  assert.equal(again!.row.expiresAt, "2026-11-22T00:00:01.000Z");
});

Deno.test("readSession finds nobody after 24 hours without use", async () => {
  using world = accounts();
  const context = await sessions(world);
  const { jwt } = await startSession(context, "did:plc:alice");
  assert.ok(await readSession(context, jwt));

  world.wait({ hours: 24 });

  assert.equal(await readSession(context, jwt), undefined);
});

Deno.test("readSession finds nobody in a JWT that is not exactly one of ours", async () => {
  using world = accounts();
  const context = await sessions(world);
  const { jwt, row } = await startSession(context, "did:plc:alice");
  const stranger = await jose.generateKeyPair("RS256");
  const { privateKey } = context.keys.session;
  const claims = jose.decodeJwt(jwt);
  const { kid } = context.keys.session;
  const header = { alg: "RS256", typ: "session+jwt", kid };
  const sign = (
    change: { claims?: object; header?: object; key?: CryptoKey },
  ) =>
    new jose.SignJWT({ ...claims, ...change.claims })
      .setProtectedHeader({ ...header, ...change.header })
      .sign(change.key ?? privateKey);
  const body = jwt.split(".")[1]!;
  const none = jose.base64url.encode(
    JSON.stringify({ ...header, alg: "none" }),
  );

  const foreign = [
    await sign({ key: stranger.privateKey }),
    await sign({ header: { kid: undefined } }),
    await sign({ header: { kid: "another" } }),
    await sign({ header: { kid: [kid] } }),
    await sign({ header: { typ: "at+jwt" } }),
    await sign({ header: { typ: "JWT" } }),
    await sign({ claims: { aud: "https://other.test" } }),
    await sign({ claims: { iss: "https://other.test" } }),
    await sign({ claims: { sub: "did:plc:bob" } }),
    await sign({ claims: { jti: "another" } }),
    await sign({ claims: { exp: 1 } }),
    await sign({ claims: { exp: undefined } }),
    `${none}.${body}.`,
    `${none}.${body}.${jwt.split(".")[2]}`,
    await new jose.SignJWT(claims).setProtectedHeader({
      ...header,
      alg: "HS256",
    }).sign(
      new TextEncoder().encode(
        await jose.exportSPKI(context.keys.session.publicKey),
      ),
    ),
    `${jwt}x`,
    "a.b.c",
    "",
  ];

  assert.ok(await readSession(context, await sign({})), "the control");
  for (const text of foreign) {
    assert.equal(await readSession(context, text), undefined, text);
  }
  assert.equal(world.platform.sessions.find(row.id)!.revokedAt, null);
});

Deno.test("readSession finds nobody in a session of another platform, though the row's id is the same", async () => {
  using here = accounts();
  using there = accounts();
  const ours = await sessions(here);
  const theirs = await sessions(there);
  const { jwt, row } = await startSession(theirs, "did:plc:alice");
  here.platform.sessions.add(row);

  assert.equal(await readSession(ours, jwt), undefined);
});

Deno.test("startSession keeps where it was started, the browser's words shortened", async () => {
  using world = accounts();
  const context = await sessions(world);
  const from = { address: "192.0.2.7", userAgent: "Browser ".repeat(100) };

  const { row } = await startSession(context, "did:plc:alice", from);

  assert.deepEqual(world.platform.sessions.find(row.id), row);
  assert.equal(row.address, "192.0.2.7");
  assert.equal(row.userAgent?.length, 300);
});

Deno.test("startSession refuses a person who is suspended, leaving or unknown", async () => {
  using world = accounts();
  const context = await sessions(world);
  const { users } = world.platform;
  users.change("did:plc:alice", { suspended: "spam" });
  users.change("did:plc:bob", { leavingAt: "2026-11-20T11:00:00.000Z" });

  await assert.rejects(startSession(context, "did:plc:alice"), {
    code: "forbidden",
    message: /suspended \(spam\)/,
  });
  await assert.rejects(startSession(context, "did:plc:bob"), {
    code: "forbidden",
    message: /being deleted/,
  });
  await assert.rejects(startSession(context, "did:plc:nobody"), {
    code: "not_found",
  });
  assert.deepEqual(listSessions(context, "did:plc:alice"), []);
});

Deno.test("readSession notes about every ten minutes that a session is used", async () => {
  using world = accounts();
  const context = await sessions(world);
  const { jwt } = await startSession(context, "did:plc:alice");
  const lastUsed = async () =>
    (await readSession(context, jwt))!.row.lastUsedAt;

  world.wait({ minutes: 9 });
  assert.equal(await lastUsed(), null);
  world.wait({ minutes: 1 });
  assert.equal(await lastUsed(), "2026-11-20T12:10:00.000Z");
  world.wait({ minutes: 9 });
  assert.equal(await lastUsed(), "2026-11-20T12:10:00.000Z");
});

Deno.test("a rotated key signs new sessions, and those of the old one go on until it is dropped", async () => {
  using world = accounts();
  const context = await sessions(world);
  const before = await startSession(context, "did:plc:alice");
  const revoked = await startSession(context, "did:plc:alice");
  assert.ok(await readSession(context, revoked.jwt));
  world.wait({ hours: 1 });

  await context.keys.rotate("session");
  endSession(context, revoked.row.id);

  const { kid } = context.keys.session;
  const after = await startSession(context, "did:plc:alice");
  assert.equal(jose.decodeProtectedHeader(after.jwt).kid, kid);
  assert.notEqual(jose.decodeProtectedHeader(before.jwt).kid, kid);
  assert.ok(await readSession(context, after.jwt));
  assert.ok(await readSession(context, before.jwt));
  assert.equal(await readSession(context, revoked.jwt), undefined);
  world.wait({ hours: 12 });
  const { renewed } = (await readSession(context, before.jwt))!;
  assert.equal(jose.decodeProtectedHeader(renewed!).kid, kid);
});

Deno.test("readSession finds nobody in a JWT of a key that was taken away, though the JWT is remembered", async () => {
  using world = accounts();
  const context = await sessions(world);
  const { jwt } = await startSession(context, "did:plc:alice");
  assert.ok(await readSession(context, jwt));

  const without = { ...context, keys: await otherKeys() };

  assert.equal(await readSession(without, jwt), undefined);
});

Deno.test("readSession finds nobody in a JWT that names one accepted key and is signed by another", async () => {
  using world = accounts();
  const context = await sessions(world);
  const { jwt } = await startSession(context, "did:plc:alice");
  world.wait({ seconds: 1 });
  const old = context.keys.session;
  await context.keys.rotate("session");
  const header = { alg: "RS256", typ: "session+jwt" };
  const forge = (kid: string, key: CryptoKey) =>
    new jose.SignJWT(jose.decodeJwt(jwt))
      .setProtectedHeader({ ...header, kid }).sign(key);

  assert.ok(await readSession(context, await forge(old.kid, old.privateKey)));
  assert.equal(
    await readSession(
      context,
      await forge(context.keys.session.kid, old.privateKey),
    ),
    undefined,
  );
});

Deno.test("VerifiedJwts keeps the 10,000 used last", () => {
  const verified = new VerifiedJwts();
  const claims = {
    id: "1",
    did: "did:plc:alice",
    kid: "k",
    expiresAtSeconds: 1,
  };
  verified.add("first", claims);
  verified.add("second", claims);
  verified.find("first");

  for (let i = 0; i < 9_999; i++) verified.add(String(i), claims);

  assert.equal(verified.find("second"), undefined);
  assert.equal(verified.find("first"), claims);
});

/** Keys of another installation. */
async function otherKeys(): Promise<KeyRing> {
  const folder = await Deno.makeTempDir({ prefix: "robot-keys-" });
  const keys = await openKeys(folder, false);
  await Deno.remove(folder, { recursive: true });
  return keys;
}

async function sessions(
  world: Accounts,
): Promise<SessionContext & { keys: KeyRing }> {
  const { platform, now, randomBytes } = world;
  const keys = await openKeys(world.folder, false, { now });
  return {
    platform,
    now,
    randomBytes,
    keys,
    origin: ORIGIN,
    verified: new VerifiedJwts(),
  };
}
