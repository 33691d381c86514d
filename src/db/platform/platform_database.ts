/** `robot.db`: the tables of the platform. @module */
import type { DatabaseSync } from "node:sqlite";
import type { Audit } from "./audit.ts";
import type { Members } from "./members.ts";
import type { Sessions } from "./sessions.ts";
import type { SigninLinks } from "./signin_links.ts";
import type { Tokens } from "./tokens.ts";
import type { Users } from "./users.ts";
import type { Wikis } from "./wikis.ts";
/** The tables of `robot.db`. */
export interface PlatformDatabase {
  readonly db: DatabaseSync;
  readonly users: Users;
  readonly wikis: Wikis;
  readonly members: Members;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly signinLinks: SigninLinks;
  readonly audit: Audit;
  close(): void;
}
