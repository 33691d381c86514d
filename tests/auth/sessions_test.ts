import assert from "node:assert/strict";
import * as jose from "jose";
import { type Keys, openKeys } from "../../src/auth/keys.ts";
import {
  endSession,
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
  const header = { alg: "RS256", typ: "session+jwt" };
  const sign = (
    change: { claims?: object; header?: object; key?: CryptoKey },
  ) =>
    new jose.SignJWT({ ...claims, ...change.claims })
      .setProtectedHeader({ ...header, ...change.header })
      .sign(change.key ?? privateKey);
  const body = jwt.split(".")[1]!;
  const none = jose.base64url.encode(
    JSON.stringify({ alg: "none", typ: "session+jwt" }),
  );

  const foreign = [
    await sign({ key: stranger.privateKey }),
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

Deno.test("VerifiedJwts keeps the 10,000 used last", () => {
  const verified = new VerifiedJwts();
  const claims = { id: "1", did: "did:plc:alice", expiresAtSeconds: 1 };
  verified.add("first", claims);
  verified.add("second", claims);
  verified.find("first");

  for (let i = 0; i < 9_999; i++) verified.add(String(i), claims);

  assert.equal(verified.find("second"), undefined);
  assert.equal(verified.find("first"), claims);
});

async function sessions(world: Accounts): Promise<SessionContext> {
  const keys: Keys = await openKeys(world.folder, false);
  const { platform, now, randomBytes } = world;
  return {
    platform,
    now,
    randomBytes,
    keys,
    origin: ORIGIN,
    verified: new VerifiedJwts(),
  };
}
