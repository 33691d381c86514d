/**
 * Where the OAuth client keeps a sign-in on its way and the tokens that come of it: sealed rows, found by the hash of a secret or
 * of a DID. A row that cannot be opened is as good as none: the person signs in again.
 *
 * @module
 */
import type { InternalStateData, Session } from "@atproto/oauth-client";
import { seal, unseal } from "./sealed.ts";
import { hashSecret } from "./secrets.ts";
import type { SessionContext } from "./sessions.ts";

/** A value of the library with its key as a JWK: keys themselves cannot be stored. */
export type Stored<Value extends { dpopKey: unknown }> =
  & Omit<Value, "dpopKey">
  & { readonly dpopJwk: Readonly<Record<string, unknown>> };

/** A sign-in on its way. */
export type SavedState = Stored<InternalStateData>;
/** What a sign-in was granted. */
export type SavedSession = Stored<Session>;

/** Keeps values by a key. */
export interface SealedStore<Value> {
  set(key: string, value: Value): Promise<void>;
  get(key: string): Promise<Value | undefined>;
  del(key: string): void;
}

type StoreContext = Pick<SessionContext, "platform" | "now" | "keys">;

/** A sign-in must come back within this time; also what is left of tokens after a crash lives no longer. */
const LIFETIME_MS = 3_600_000;

/** Expired rows that a new one takes away: anybody can begin sign-ins for a day, and finish none. */
const REMOVED_BY_EACH = 10;

/** Sign-ins that have not come back. Each can be read once: reading takes it out. */
export function stateStore(context: StoreContext): SealedStore<SavedState> {
  const { oauthStates } = context.platform;
  const { keys: { sealing }, now } = context;
  return {
    async set(state, value) {
      const id = hashOf(state);
      const sealed = await seal(sealing, `oauth_states ${id}`, value);
      oauthStates.removeExpired(now().toISOString(), REMOVED_BY_EACH);
      oauthStates.add({ id, sealed, expiresAt: endOf(now()) });
    },
    async get(state) {
      const id = hashOf(state);
      const sealed = oauthStates.take(id, now().toISOString());
      return sealed &&
        await unseal<SavedState>(sealing, `oauth_states ${id}`, sealed);
    },
    del(state) {
      oauthStates.take(hashOf(state), now().toISOString());
    },
  };
}

/**
 * Tokens, from the callback until they are revoked.
 *
 * @param signin the sign-in that is being finished. Each has a place of its own: of two by one person at the same time, one would
 * put its tokens in place of the other's, which nobody could revoke any more.
 */
export function sessionStore(
  context: StoreContext,
  signin: () => string,
): SealedStore<SavedSession> {
  const { oauthSessions } = context.platform;
  const { keys: { sealing }, now } = context;
  const idOf = (did: string) => hashSecret(`${did} ${signin()}`).toHex();
  return {
    async set(did, value) {
      const id = idOf(did);
      const sealed = await seal(sealing, `oauth_sessions ${id}`, value);
      oauthSessions.put({ id, sealed, expiresAt: endOf(now()) });
    },
    async get(did) {
      const id = idOf(did);
      const sealed = oauthSessions.find(id, now().toISOString());
      return sealed &&
        await unseal<SavedSession>(sealing, `oauth_sessions ${id}`, sealed);
    },
    del(did) {
      oauthSessions.remove(idOf(did));
    },
  };
}

function hashOf(state: string): string {
  return hashSecret(state).toHex();
}

function endOf(now: Date): string {
  return new Date(now.getTime() + LIFETIME_MS).toISOString();
}
