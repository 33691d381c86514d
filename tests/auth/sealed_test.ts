import assert from "node:assert/strict";
import { seal, unseal } from "../../src/auth/sealed.ts";

const PLACE = "oauth_states 1";

async function newKey(): Promise<CryptoKey> {
  return await crypto.subtle.generateKey(
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

Deno.test("a sealed value is read with its key and in its place, and shows nothing of itself", async () => {
  const key = await newKey();
  const value = { verifier: "a secret", dpopJwk: { d: "another" } };

  const sealed = await seal(key, PLACE, value);
  const again = await seal(key, PLACE, value);

  assert.deepEqual(await unseal(key, PLACE, sealed), value);
  assert.notDeepEqual(sealed, again);
  assert.equal(new TextDecoder().decode(sealed).includes("secret"), false);
});

Deno.test("a sealed value that was changed, cut, moved or sealed with another key is as good as none", async () => {
  const key = await newKey();
  const sealed = await seal(key, PLACE, { a: 1 });

  for (let i = 0; i < sealed.length; i++) {
    const changed = sealed.slice();
    changed[i]! ^= 1;
    assert.equal(await unseal(key, PLACE, changed), undefined, `byte ${i}`);
  }
  for (const length of [0, 5, 12, 20, sealed.length - 1]) {
    const cut = sealed.slice(0, length);
    assert.equal(await unseal(key, PLACE, cut), undefined, `${length} bytes`);
  }
  assert.equal(await unseal(key, "oauth_states 2", sealed), undefined);
  assert.equal(await unseal(key, "oauth_sessions 1", sealed), undefined);
  assert.equal(await unseal(await newKey(), PLACE, sealed), undefined);
});
