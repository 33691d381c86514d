import assert from "node:assert/strict";
import { readMigrations } from "../../src/db/database.ts";
import {
  copyIndexFile,
  IndexDatabase,
  isDamaged,
} from "../../src/db/index/index_database.ts";

const MIGRATIONS = readMigrations(".", "index");
const OID = "1".repeat(40);

/** A folder that is removed at the end of the test. */
async function temporaryIndex() {
  const folder = await Deno.makeTempDir({ prefix: "robot-index-" });
  return {
    folder,
    path: `${folder}/index.db`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Lets an index stand at a commit. */
function putHead(index: IndexDatabase, head: string): void {
  index.meta.write({ ...index.meta.read(), head, headSeq: 1 });
}

Deno.test("IndexDatabase.open makes an empty index of mode 0600", async () => {
  await using place = await temporaryIndex();
  const index = IndexDatabase.open(place.path, MIGRATIONS);

  assert.equal(index.head(), null);
  assert.equal(Deno.statSync(place.path).mode! & 0o777, 0o600);
  index.close();
  index.close();
});

Deno.test("IndexDatabase.open keeps what was there", async () => {
  await using place = await temporaryIndex();
  const before = IndexDatabase.open(place.path, MIGRATIONS);
  putHead(before, OID);
  before.close();

  const index = IndexDatabase.open(place.path, MIGRATIONS);

  assert.equal(index.head(), OID);
  index.close();
});

Deno.test("IndexDatabase.open replaces a file that is no database", async () => {
  await using place = await temporaryIndex();
  await Deno.writeTextFile(place.path, "this is no database".repeat(500));

  const index = IndexDatabase.open(place.path, MIGRATIONS);

  assert.equal(index.head(), null);
  index.close();
});

Deno.test("IndexDatabase.open replaces an index whose first page is damaged", async () => {
  await using place = await temporaryIndex();
  const before = IndexDatabase.open(place.path, MIGRATIONS);
  putHead(before, OID);
  before.close();
  const bytes = await Deno.readFile(place.path);
  bytes.fill(0xaa, 100, 4096);
  await Deno.writeFile(place.path, bytes);

  const index = IndexDatabase.open(place.path, MIGRATIONS);

  assert.equal(index.head(), null);
  index.close();
});

Deno.test("IndexDatabase.open replaces an index of a newer version of the program", async () => {
  await using place = await temporaryIndex();
  const newer = [...MIGRATIONS, {
    name: "9999_future",
    sql: "CREATE TABLE future (id INTEGER PRIMARY KEY) STRICT",
  }];
  const before = IndexDatabase.open(place.path, newer);
  putHead(before, OID);
  before.close();

  const index = IndexDatabase.open(place.path, MIGRATIONS);

  assert.equal(index.head(), null);
  index.close();
});

Deno.test("IndexDatabase.open leaves a file alone that cannot be opened", async () => {
  await using place = await temporaryIndex();
  await Deno.mkdir(place.path);

  assert.throws(() => IndexDatabase.open(place.path, MIGRATIONS), {
    code: "unavailable",
  });

  assert.equal(Deno.statSync(place.path).isDirectory, true);
});

Deno.test("IndexDatabase.open removes builds that were cut short", async () => {
  await using place = await temporaryIndex();
  for (const ending of [".new-12", ".new-12-wal", "-other"]) {
    await Deno.writeTextFile(place.path + ending, "x");
  }

  IndexDatabase.open(place.path, MIGRATIONS).close();

  const names = [...Deno.readDirSync(place.folder)].map(({ name }) => name);
  assert.deepEqual(names.sort(), ["index.db", "index.db-other"]);
});

Deno.test("IndexDatabase.replaceWith lets every table go on with the new file", async () => {
  await using place = await temporaryIndex();
  const index = IndexDatabase.open(place.path, MIGRATIONS);
  const { meta, files, pages } = index;
  putHead(index, OID);
  assert.equal(pages.find("A"), undefined); // prepares a statement on the old file
  const next = IndexDatabase.open(`${place.path}.new-1`, MIGRATIONS);
  putHead(next, "2".repeat(40));
  next.close();

  index.replaceWith(`${place.path}.new-1`);

  assert.equal(meta.read().head, "2".repeat(40));
  assert.equal(pages.find("A"), undefined);
  assert.equal(files.find("A.md"), undefined);
  index.close();
  const names = [...Deno.readDirSync(place.folder)].map(({ name }) => name);
  assert.deepEqual(names, ["index.db"]);
});

Deno.test("copyIndexFile copies what another connection has open and written", async () => {
  await using place = await temporaryIndex();
  const index = IndexDatabase.open(place.path, MIGRATIONS);
  putHead(index, OID);

  copyIndexFile(place.path, `${place.path}.new-1`);

  const copy = IndexDatabase.open(`${place.path}.new-1`, MIGRATIONS);
  assert.equal(copy.head(), OID);
  copy.close();
  index.close();
});

Deno.test("isDamaged tells damage from other failures of SQLite", async () => {
  await using place = await temporaryIndex();
  const index = IndexDatabase.open(place.path, MIGRATIONS);
  const failureOf = (sql: string): unknown => {
    try {
      index.db.exec(sql);
    } catch (error) {
      return error;
    }
  };

  assert.equal(isDamaged(failureOf("SELECT nonsense")), false);
  assert.equal(isDamaged(failureOf("INSERT INTO meta VALUES (2)")), false);
  assert.equal(isDamaged(new Error("database disk image is malformed")), false);
  const pages = index.db.prepare(
    "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'files'",
  ).all().map(({ rootpage }) => Number(rootpage));
  index.close();
  const bytes = await Deno.readFile(place.path);
  for (const page of pages) bytes.fill(0xaa, (page - 1) * 4096, page * 4096);
  await Deno.writeFile(place.path, bytes);
  const damaged = IndexDatabase.open(place.path, MIGRATIONS);
  assert.throws(() => damaged.files.find("Home.md"), isDamaged);
  damaged.close();
});

Deno.test("every column of the index has a comment", async () => {
  for (const name of MIGRATIONS.map(({ name }) => name)) {
    const sql = await Deno.readTextFile(`migrations/index/${name}.sql`);
    for (
      const [, body] of sql.matchAll(/CREATE TABLE \w+ \(\n([\s\S]*?)\n\)/g)
    ) {
      for (const line of body!.split("\n")) {
        assert.match(line, /-- \S|^ {2}PRIMARY KEY/, `${name}: ${line}`);
      }
    }
  }
});
