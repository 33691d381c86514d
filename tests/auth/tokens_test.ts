import assert from "node:assert/strict";
import {
  createToken,
  revokeToken,
  verifyToken,
} from "../../src/auth/tokens.ts";
import { accounts } from "../support/accounts.ts";

const NEW = {
  wikiId: "id-of-apples",
  did: "did:plc:alice",
  scope: "wiki:write",
  name: "laptop",
  expiresInDays: null,
} as const;

Deno.test("createToken makes rwtf_ and 43 base64url characters, of which nothing is stored", () => {
  using world = accounts();

  const { token, row } = createToken(world, NEW);

  assert.match(token, /^rwtf_[A-Za-z0-9_-]{43}$/);
  assert.equal(row.createdAt, "2026-11-20T12:00:00.000Z");
  assert.equal(row.expiresAt, null);
  world.platform.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const stored = Deno.readTextFileSync(`${world.folder}/robot.db`);
  assert.equal(stored.includes(token.slice(5)), false);
});

Deno.test("verifyToken finds the row of a token in its own wiki", () => {
  using world = accounts();
  const { token, row } = createToken(world, NEW);

  const verified = verifyToken(world, token, "id-of-apples");

  assert.deepEqual(verified, row);
});

Deno.test("verifyToken refuses every wrong token in the same words", () => {
  using world = accounts();
  const good = createToken(world, NEW);
  const revoked = createToken(world, NEW);
  revokeToken(world, revoked.row.id);
  const expired = createToken(world, { ...NEW, expiresInDays: 1 });
  world.wait({ hours: 24 });

  const refused: [string, string][] = [
    [good.token, "id-of-pears"],
    [good.token.slice(0, -1), "id-of-apples"],
    [good.token.slice(5), "id-of-apples"],
    [`${good.token} `, "id-of-apples"],
    [revoked.token, "id-of-apples"],
    [expired.token, "id-of-apples"],
    ["", "id-of-apples"],
  ];

  const words = new Set<string>();
  for (const [token, wikiId] of refused) {
    assert.throws(() => verifyToken(world, token, wikiId), (error: Error) => {
      words.add(error.message);
      return (error as { code?: string }).code === "unauthenticated";
    });
  }
  assert.equal(words.size, 1);
  assert.equal([...words][0]!.includes("rwtf_"), false);
  assert.equal(verifyToken(world, good.token, "id-of-apples").id, good.row.id);
});

Deno.test("verifyToken marks a token as used at most once a minute", () => {
  using world = accounts();
  const { token, row } = createToken(world, NEW);
  const lastUsed = () => world.platform.tokens.find(row.id)!.lastUsedAt;

  verifyToken(world, token, "id-of-apples");
  const first = lastUsed();
  world.wait({ seconds: 59 });
  verifyToken(world, token, "id-of-apples");
  const second = lastUsed();
  world.wait({ seconds: 1 });
  verifyToken(world, token, "id-of-apples");

  assert.equal(first, "2026-11-20T12:00:00.000Z");
  assert.equal(second, first);
  assert.equal(lastUsed(), "2026-11-20T12:01:00.000Z");
});

Deno.test("createToken refuses a life time that is not 1 to 3650 days", () => {
  using world = accounts();

  for (const expiresInDays of [0, -1, 1.5, 3651, NaN, Infinity, 1e12]) {
    assert.throws(() => createToken(world, { ...NEW, expiresInDays }), {
      code: "invalid",
    });
  }
});

Deno.test("revokeToken says not_found for an unknown id", () => {
  using world = accounts();

  assert.throws(() => revokeToken(world, "nothing"), { code: "not_found" });
});
