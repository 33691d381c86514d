/**
 * Signing in with ATProto.
 *
 * @module
 */
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import type { Identity } from "./identity.ts";
import type { Network } from "./network.ts";
import type { SessionContext } from "./sessions.ts";

/** What signing in with ATProto needs. */
export interface IdentityOptions
  extends Pick<SessionContext, "platform" | "now" | "randomBytes" | "keys"> {
  readonly config: Pick<
    Config,
    "origin" | "domain" | "plcUrl" | "allowLocalPds"
  >;
  /** Left out: the real one. */
  readonly network?: Network;
}

/** Opens the way to the network; nothing is asked or loaded before it is needed. */
export function openIdentity(options: IdentityOptions): Identity {
  const { keys } = options;
  const notYet = () =>
    Promise.reject(new AppError("unavailable", "Cannot ask the network yet"));
  return {
    findPerson: notYet,
    begin: notYet,
    finish: notYet,
    accountStatus: () => Promise.resolve("unknown"),
    readAvatar: () => Promise.resolve(undefined),
    clientMetadata: null,
    get jwks() {
      return { keys: keys.atproto.map(({ publicJwk }) => publicJwk) };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
