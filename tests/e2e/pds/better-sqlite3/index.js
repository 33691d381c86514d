/**
 * Stands in for `better-sqlite3`, an addon that would have to be compiled, with the SQLite that is built
 * into the runtime. It has what the PDS uses (by way of kysely), and nothing else.
 *
 * @module
 */
const { Buffer } = require("node:buffer");
const { DatabaseSync } = require("node:sqlite");

/** SQLite's extended result codes by the names that the PDS looks at. See https://www.sqlite.org/rescode.html */
const CODES = {
  5: "SQLITE_BUSY",
  261: "SQLITE_BUSY_RECOVERY",
  517: "SQLITE_BUSY_SNAPSHOT",
  773: "SQLITE_BUSY_TIMEOUT",
  1555: "SQLITE_CONSTRAINT_PRIMARYKEY",
  2067: "SQLITE_CONSTRAINT_UNIQUE",
};

class SqliteError extends Error {
  constructor(cause) {
    super(cause.message, { cause });
    this.code = CODES[cause.errcode] ?? "SQLITE_ERROR";
  }
}

class Statement {
  #statement;

  constructor(statement) {
    this.#statement = statement;
    /** Whether it answers with rows. */
    this.reader = statement.columns().length > 0;
  }

  all(values) {
    const rows = named(() => this.#statement.all(...values.map(storable)));
    return rows.map(withBuffers);
  }

  run(values) {
    return named(() => this.#statement.run(...values.map(storable)));
  }
}

class Database {
  #db;

  constructor(file, { timeout }) {
    this.#db = new DatabaseSync(file, { timeout });
  }

  prepare(sql) {
    return new Statement(named(() => this.#db.prepare(sql)));
  }

  pragma(text) {
    return this.#db.prepare(`PRAGMA ${text}`).all();
  }

  close() {
    if (this.#db.isOpen) this.#db.close();
  }
}

/** Runs something; its errors get the names that the PDS knows. */
function named(run) {
  try {
    return run();
  } catch (error) {
    throw error.errcode === undefined ? error : new SqliteError(error);
  }
}

function storable(value) {
  if (value === undefined) return null;
  return typeof value === "boolean" ? Number(value) : value;
}

function withBuffers(row) {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? Buffer.from(value) : value,
    ]),
  );
}

module.exports = Database;
