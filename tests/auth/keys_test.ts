import assert from "node:assert/strict";
import * as jose from "jose";
import { openKeys } from "../../src/auth/keys.ts";

Deno.test("openKeys makes keys at first start that only its owner may read", async () => {
  await using dir = await folder();

  const { session } = await openKeys(dir.path, false);

  assert.equal(mode(`${dir.path}/keys`), 0o700);
  const files = names(`${dir.path}/keys`);
  assert.deepEqual(files, ["atproto.jwk", "sealing.jwk", "session.jwk"]);
  for (const name of files) {
    assert.equal(mode(`${dir.path}/keys/${name}`), 0o600, name);
  }
  assert.equal(session.publicKey.type, "public");
});

Deno.test("openKeys reads the same key again, which verifies what was signed before", async () => {
  await using dir = await folder();
  const first = (await openKeys(dir.path, false)).session;
  const jwt = await new jose.SignJWT({}).setProtectedHeader({ alg: "RS256" })
    .sign(first.privateKey);

  const second = (await openKeys(dir.path, true)).session;

  assert.equal(second.kid, first.kid);
  await jose.jwtVerify(jwt, second.publicKey);
});

Deno.test("openKeys refuses to make a key where a database exists without it", async () => {
  await using dir = await folder();

  await assert.rejects(openKeys(dir.path, true), {
    code: "unavailable",
    message: /key ".*session\.jwk" is missing/,
  });
  assert.deepEqual(names(`${dir.path}/keys`), []);
});

Deno.test("openKeys refuses a damaged key and leaves it as it is", async () => {
  await using dir = await folder();
  Deno.mkdirSync(`${dir.path}/keys`);
  Deno.writeTextFileSync(`${dir.path}/keys/session.jwk`, "");

  await assert.rejects(openKeys(dir.path, false), { code: "unavailable" });
  assert.equal(Deno.readTextFileSync(`${dir.path}/keys/session.jwk`), "");
});

Deno.test("openKeys narrows the mode of a key that a copy made readable for others", async () => {
  await using dir = await folder();
  await openKeys(dir.path, false);
  Deno.chmodSync(`${dir.path}/keys/session.jwk`, 0o644);

  await openKeys(dir.path, true);

  assert.equal(mode(`${dir.path}/keys/session.jwk`), 0o600);
});

async function folder() {
  const path = await Deno.makeTempDir({ prefix: "robot-keys-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

function mode(path: string): number {
  return Deno.statSync(path).mode! & 0o777;
}

function names(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

Deno.test("the ATProto keys are ES256 for signing, and what is published holds no secret", async () => {
  await using dir = await folder();

  const { atproto: [key] } = await openKeys(dir.path, false);

  const { privateJwk, publicJwk, kid } = key!;
  assert.deepEqual(Object.keys(publicJwk).sort(), [
    ...["alg", "crv", "kid", "kty", "use", "x", "y"],
  ]);
  assert.equal(privateJwk.alg, "ES256");
  assert.deepEqual(privateJwk.key_ops, ["sign"]);
  assert.equal(kid, await jose.calculateJwkThumbprint(publicJwk));
  const jwt = await new jose.SignJWT({})
    .setProtectedHeader({ alg: "ES256" })
    .sign(await jose.importJWK({ ...privateJwk, key_ops: ["sign"] }));
  await jose.jwtVerify(jwt, await jose.importJWK({ ...publicJwk }));
});

Deno.test("an ATProto key's successor is published at once, signs after a quarter of an hour, and takes over an hour later", async () => {
  await using dir = await folder();
  const clock = clockAt("2026-11-20T12:00:00Z");
  const keys = await openKeys(dir.path, false, clock);
  const first = keys.atproto[0]!.kid;
  const second = (await keys.rotate("atproto")).kid;
  const published = () => keys.atproto.map(({ kid }) => kid);

  assert.deepEqual(published(), [first, second]);
  clock.wait(14 * 60);
  assert.deepEqual(published(), [first, second]);
  clock.wait(60);
  assert.deepEqual(published(), [second, first]);
  clock.wait(59 * 60);
  assert.deepEqual(published(), [second, first]);
  clock.wait(60);
  assert.deepEqual(published(), [second]);
});

Deno.test("a rotation goes on where the service is started again, and what is over is removed", async () => {
  await using dir = await folder();
  const clock = clockAt("2026-11-20T12:00:00Z");
  const second = (await (await openKeys(dir.path, false, clock))
    .rotate("atproto")).kid;
  const before = names(`${dir.path}/keys`);
  clock.wait(3 * 3600);

  const keys = await openKeys(dir.path, true, clock);

  assert.deepEqual(before, [
    "atproto.20261120T121500Z.jwk",
    ...["atproto.jwk", "sealing.jwk", "session.jwk"],
  ]);
  assert.deepEqual(keys.atproto.map(({ kid }) => kid), [second]);
  assert.deepEqual(names(`${dir.path}/keys`), [
    "atproto.20261120T121500Z.jwk",
    ...["sealing.jwk", "session.jwk"],
  ]);
});

Deno.test("a session key's successor signs at once, and the old one verifies for longer than a session lives", async () => {
  await using dir = await folder();
  const clock = clockAt("2026-11-20T12:00:00Z");
  const keys = await openKeys(dir.path, false, clock);
  const first = keys.session.kid;

  const second = (await keys.rotate("session")).kid;
  const third = (await keys.rotate("session")).kid;

  const kids = () => keys.sessionKeys.map(({ kid }) => kid);
  assert.deepEqual(kids(), [third, second, first]);
  clock.wait(1);
  assert.equal(keys.session.kid, third);
  clock.wait(24 * 3600);
  assert.deepEqual(kids(), [third, second, first]);
  clock.wait(2 * 3600);
  assert.deepEqual(kids(), [third]);
});

Deno.test("openKeys gives a data folder of an earlier version the keys that it lacks", async () => {
  await using dir = await folder();
  const { session } = await openKeys(dir.path, false);
  for (const name of ["atproto", "sealing"]) {
    Deno.removeSync(`${dir.path}/keys/${name}.jwk`);
  }

  const keys = await openKeys(dir.path, true);

  assert.equal(keys.session.kid, session.kid);
  assert.equal(keys.atproto.length, 1);
});

/** A clock that stands still until it is moved. */
function clockAt(time: string) {
  let ms = Date.parse(time);
  return {
    now: () => new Date(ms),
    wait(seconds: number) {
      ms += seconds * 1000;
    },
  };
}
