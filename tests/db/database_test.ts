import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import {
  asStorageFull,
  isStorageFull,
  type Migration,
  openDatabase,
  readMigrations,
  transaction,
} from "../../src/db/database.ts";

const NOTES: Migration = {
  name: "0001_notes",
  sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
};

Deno.test("openDatabase() makes a file that only its owner may read, with WAL and foreign keys", async () => {
  await using dir = await tempDir();

  using db = openDatabase(`${dir.path}/a.db`, "platform", [NOTES]);
  const pragma = (name: string) =>
    Object.values(db.prepare(`PRAGMA ${name}`).get()!)[0];

  assert.equal(Deno.statSync(`${dir.path}/a.db`).mode! & 0o777, 0o600);
  assert.equal(pragma("journal_mode"), "wal");
  assert.equal(pragma("foreign_keys"), 1);
  assert.equal(pragma("synchronous"), 2);
});

Deno.test("openDatabase() syncs the derived index less often than what is precious", async () => {
  await using dir = await tempDir();

  using db = openDatabase(`${dir.path}/index.db`, "index", []);

  assert.equal(db.prepare("PRAGMA synchronous").get()!.synchronous, 1);
});

Deno.test("openDatabase() runs each migration once and keeps the rows", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/a.db`;
  {
    using db = openDatabase(path, "wiki", [NOTES]);
    db.exec("INSERT INTO notes (text) VALUES ('kept')");
  }

  using db = openDatabase(path, "wiki", [NOTES, {
    name: "0002_done",
    sql: "ALTER TABLE notes ADD COLUMN done INTEGER",
  }]);

  assert.deepEqual({ ...db.prepare("SELECT text, done FROM notes").get() }, {
    text: "kept",
    done: null,
  });
});

Deno.test("openDatabase() leaves nothing of a migration that fails", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/a.db`;
  const broken = {
    name: "0002_broken",
    sql: "CREATE TABLE extra (a TEXT) STRICT; CREATE TABLE notes (b TEXT)",
  };

  assert.throws(
    () => openDatabase(path, "wiki", [NOTES, broken]),
    { code: "unavailable", message: 'Cannot run migration "0002_broken"' },
  );

  using db = openDatabase(path, "wiki", [NOTES]);
  assert.equal(
    db.prepare("SELECT name FROM sqlite_schema WHERE name = 'extra'").get(),
    undefined,
  );
});

Deno.test("openDatabase() refuses a database that a newer program has changed", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/a.db`;
  openDatabase(path, "wiki", [NOTES]).close();

  assert.throws(() => openDatabase(path, "wiki", []), {
    code: "unavailable",
    message: /newer version of the program has run "0001_notes"/,
  });
});

Deno.test("openDatabase() refuses a file that is not a database", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/a.db`;
  Deno.writeTextFileSync(path, "not a database ".repeat(1000));

  assert.throws(() => openDatabase(path, "wiki", []), { code: "unavailable" });
});

Deno.test("readMigrations() reads the numbered files of one kind in order", async () => {
  await using dir = await tempDir();
  Deno.mkdirSync(`${dir.path}/migrations/wiki`, { recursive: true });
  for (const name of ["0002_b.sql", "0001_a.sql", "notes.txt", "1_c.sql"]) {
    Deno.writeTextFileSync(`${dir.path}/migrations/wiki/${name}`, `-- ${name}`);
  }

  assert.deepEqual(readMigrations(dir.path, "wiki"), [
    { name: "0001_a", sql: "-- 0001_a.sql" },
    { name: "0002_b", sql: "-- 0002_b.sql" },
  ]);
  assert.throws(() => readMigrations(dir.path, "index"), {
    code: "unavailable",
  });
});

Deno.test("transaction() keeps all or nothing, also inside another one", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(NOTES.sql);
  const add = (text: string) =>
    db.prepare("INSERT INTO notes (text) VALUES (?)").run(text);

  transaction(db, () => {
    add("outer");
    assert.throws(() =>
      transaction(db, () => {
        add("inner");
        throw new Error("no");
      }), /no/);
    transaction(db, () => add("second"));
  });
  assert.throws(() =>
    transaction(db, () => {
      add("lost");
      throw new Error("never");
    }), /never/);

  assert.deepEqual(
    db.prepare("SELECT text FROM notes ORDER BY id").all().map((r) => r.text),
    ["outer", "second"],
  );
});

async function tempDir() {
  const path = await Deno.makeTempDir();
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

Deno.test("transaction answers storage_full where the database may not grow", () => {
  using db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE texts (text TEXT) STRICT; PRAGMA max_page_count = 4");
  const fill = () =>
    transaction(
      db,
      () => db.prepare("INSERT INTO texts VALUES (?)").run("a".repeat(100_000)),
    );

  assert.throws(fill, { name: "AppError", code: "storage_full" });

  assert.equal(db.isTransaction, false);
});

Deno.test("asStorageFull leaves other errors as they are", () => {
  const other = new Error("no such table: texts");

  assert.equal(asStorageFull(other), other);
  assert.equal(isStorageFull(other), false);
  assert.equal(isStorageFull(null), false);
});
