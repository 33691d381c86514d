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
