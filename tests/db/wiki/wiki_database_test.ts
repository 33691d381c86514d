import assert from "node:assert/strict";
import { readMigrations } from "../../../src/db/database.ts";
import {
  createWikiDatabase,
  openWikiDatabase,
} from "../../../src/db/wiki/wiki_database.ts";

const MIGRATIONS = readMigrations(".", "wiki");

Deno.test("createWikiDatabase() notes the wiki's id, and openWikiDatabase() reads it", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/wiki.db`;
  createWikiDatabase(path, MIGRATIONS, "w1").close();

  const again = openWikiDatabase(path, MIGRATIONS);
  again.close();

  assert.equal(again.wikiId, "w1");
  assert.throws(() => createWikiDatabase(path, MIGRATIONS, "w2"), {
    code: "conflict",
  });
});

Deno.test("openWikiDatabase() never begins with an empty file", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/wiki.db`;

  assert.throws(() => openWikiDatabase(path, MIGRATIONS), {
    code: "unavailable",
  });
  Deno.writeTextFileSync(path, "");
  assert.throws(() => openWikiDatabase(path, MIGRATIONS), {
    code: "unavailable",
  });
});

Deno.test("Preferences.set() raises the version only where something changes", async () => {
  await using dir = await tempDir();
  const records = createWikiDatabase(`${dir.path}/wiki.db`, MIGRATIONS, "w1");
  const { preferences } = records;

  preferences.set("HOME_PAGE", "Start");
  const first = preferences.version();
  preferences.set("HOME_PAGE", "Start");
  const same = preferences.version();
  preferences.set("HOME_PAGE", "Other");
  const second = preferences.version();

  assert.deepEqual([first, same, second], [1, 1, 2]);
  assert.equal(preferences.get("HOME_PAGE"), "Other");
  assert.equal(preferences.get("SITE_LANG"), undefined);
  records.close();
});

Deno.test("Provenance.put() keeps who was behind a commit", async () => {
  await using dir = await tempDir();
  const records = createWikiDatabase(`${dir.path}/wiki.db`, MIGRATIONS, "w1");
  const row = {
    commit: "c".repeat(40),
    did: "did:plc:alice",
    handle: "alice.example",
    door: "mcp",
    tokenId: "t1",
    agent: "Claude",
    client: "laptop",
    session: null,
    at: "2026-01-01T00:00:00.000Z",
  };

  records.provenance.put(row);
  records.provenance.put(row);

  assert.deepEqual(records.provenance.find(row.commit), row);
  assert.equal(records.provenance.find("d".repeat(40)), undefined);
  records.close();
});

async function tempDir() {
  const path = await Deno.makeTempDir();
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
