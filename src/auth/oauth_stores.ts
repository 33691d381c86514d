/**
 * Where the OAuth client keeps a sign-in on its way and the tokens that come of it: sealed rows, found by the hash of a secret or
 * of a DID. A row that cannot be opened is as good as none: the person signs in again.
 *
 * @module
 */
import type {
  NodeSavedSession,
  NodeSavedSessionStore,
  NodeSavedState,
  NodeSavedStateStore,
} from "@atproto/oauth-client-node";
import { seal, unseal } from "./sealed.ts";
import { hashSecret } from "./secrets.ts";
import type { SessionContext } from "./sessions.ts";

type StoreContext = Pick<SessionContext, "platform" | "now" | "keys">;

/** A sign-in must come back within this time; also what is left of tokens after a crash lives no longer. */
const LIFETIME_MS = 3_600_000;

/** Sign-ins that have not come back. Each can be read once: reading takes it out. */
export function stateStore(context: StoreContext): NodeSavedStateStore {
  const { oauthStates } = context.platform;
  const { keys: { sealing }, now } = context;
  return {
    async set(state, value) {
      const id = hashOf(state);
      const sealed = await seal(sealing, `oauth_states ${id}`, value);
      oauthStates.add({ id, sealed, expiresAt: endOf(now()) });
    },
    async get(state) {
      const id = hashOf(state);
      const sealed = oauthStates.take(id, now().toISOString());
      return sealed &&
        await unseal<NodeSavedState>(sealing, `oauth_states ${id}`, sealed);
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
): NodeSavedSessionStore {
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
        await unseal<NodeSavedSession>(sealing, `oauth_sessions ${id}`, sealed);
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
