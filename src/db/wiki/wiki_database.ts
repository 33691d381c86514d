/**
 * `wiki.db`: what belongs to a wiki and cannot be derived from its repository. It is precious: it is made once, with the
 * wiki, and a missing one is a failure, never a reason to begin with an empty one.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { AppError } from "../../errors.ts";
import { type Migration, openDatabase } from "../database.ts";
import { Drafts } from "./drafts.ts";
import { Preferences } from "./preferences.ts";
import { Provenance } from "./provenance.ts";

/** The tables of `wiki.db`. */
export interface WikiDatabase {
  readonly db: DatabaseSync;
  /** Id of the wiki that this file belongs to. */
  readonly wikiId: string;
  readonly preferences: Preferences;
  readonly provenance: Provenance;
  readonly drafts: Drafts;
  close(): void;
}

/** Makes the `wiki.db` of a new wiki. @throws {AppError} `conflict` where the file is there already. */
export function createWikiDatabase(
  path: string,
  migrations: readonly Migration[],
  wikiId: string,
): WikiDatabase {
  if (exists(path)) {
    throw new AppError("conflict", `Cannot create "${path}": it exists`);
  }
  const db = openDatabase(path, "wiki", migrations);
  db.prepare("INSERT INTO wiki (one, id, preferences_version) VALUES (1, ?, 0)")
    .run(wikiId);
  return tablesOf(db, wikiId);
}

/** Opens the `wiki.db` of a wiki. @throws {AppError} `unavailable` where it is missing or damaged. */
export function openWikiDatabase(
  path: string,
  migrations: readonly Migration[],
): WikiDatabase {
  if (!exists(path)) {
    throw new AppError("unavailable", `Cannot find "${path}"`);
  }
  const db = openDatabase(path, "wiki", migrations);
  const row = db.prepare("SELECT id FROM wiki").get();
  if (row === undefined) {
    db.close();
    throw new AppError("unavailable", `Cannot read the wiki's id in "${path}"`);
  }
  return tablesOf(db, row.id as string);
}

function tablesOf(db: DatabaseSync, wikiId: string): WikiDatabase {
  return {
    db,
    wikiId,
    preferences: new Preferences(db),
    provenance: new Provenance(db),
    drafts: new Drafts(db),
    close: () => db.close(),
  };
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
