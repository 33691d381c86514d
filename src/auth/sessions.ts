/** Browser sessions: an RS256 JWT that names a row. @module */
import type { SessionRow } from "../db/platform/sessions.ts";
import type { TokenContext } from "./tokens.ts";
import type { Keys } from "./keys.ts";
/** What sessions need. */
export interface SessionContext extends TokenContext {
  readonly keys: Keys; /** Issuer and audience. */
  readonly origin: string;
}
/** Starts a session. */
export declare function startSession(
  context: SessionContext,
  did: string,
): Promise<{ jwt: string; row: SessionRow }>;
/** The session that a JWT names, or `undefined` where it is expired, revoked or not ours (an expired session is anonymous). `renewed`: a fresh JWT where it is time. */
export declare function readSession(
  context: SessionContext,
  jwt: string,
): Promise<{ row: SessionRow; renewed: string | null } | undefined>;
/** Ends a session. */
export declare function endSession(context: SessionContext, id: string): void;
