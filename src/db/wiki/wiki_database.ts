/** `wiki.db`: what belongs to a wiki and cannot be derived from its repository. @module */
import type { DatabaseSync } from "node:sqlite";
import type { Preferences } from "./preferences.ts";
import type { Provenance } from "./provenance.ts";
/** The tables of `wiki.db`. */
export interface WikiDatabase {
  readonly db: DatabaseSync; /** Id of the wiki that this file belongs to. */
  readonly wikiId: string;
  readonly preferences: Preferences;
  readonly provenance: Provenance;
  close(): void;
}
