/**
 * `robot.db`: the tables of the platform. It knows wikis by their rows alone; what is in a wiki lies in the wiki's folder.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { type Migration, openDatabase } from "../database.ts";
import { Audit } from "./audit.ts";
import { Avatars } from "./avatars.ts";
import { HeldSlugs } from "./held_slugs.ts";
import { Members } from "./members.ts";
import { OauthSessions } from "./oauth_sessions.ts";
import { OauthStates } from "./oauth_states.ts";
import { Reports } from "./reports.ts";
import { Sessions } from "./sessions.ts";
import { SigninLinks } from "./signin_links.ts";
import { Tokens } from "./tokens.ts";
import { Users } from "./users.ts";
import { Wikis } from "./wikis.ts";

/** The tables of `robot.db`. */
export interface PlatformDatabase {
  readonly db: DatabaseSync;
  readonly users: Users;
  readonly wikis: Wikis;
  readonly members: Members;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly signinLinks: SigninLinks;
  readonly heldSlugs: HeldSlugs;
  readonly oauthStates: OauthStates;
  readonly oauthSessions: OauthSessions;
  readonly avatars: Avatars;
  readonly audit: Audit;
  readonly reports: Reports;
  close(): void;
}

/** Opens (or makes) `robot.db`. @throws {AppError} `unavailable` as `openDatabase()` does. */
export function openPlatformDatabase(
  path: string,
  migrations: readonly Migration[],
): PlatformDatabase {
  const db = openDatabase(path, "platform", migrations);
  return {
    db,
    users: new Users(db),
    wikis: new Wikis(db),
    members: new Members(db),
    tokens: new Tokens(db),
    sessions: new Sessions(db),
    signinLinks: new SigninLinks(db),
    heldSlugs: new HeldSlugs(db),
    oauthStates: new OauthStates(db),
    oauthSessions: new OauthSessions(db),
    avatars: new Avatars(db),
    audit: new Audit(db),
    reports: new Reports(db),
    close: () => db.close(),
  };
}
