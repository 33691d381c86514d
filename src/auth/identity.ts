/**
 * What the service asks of the network in which people have their accounts. `atproto.ts` answers for ATProto; a person is a DID,
 * and nobody else may assume where it came from.
 *
 * @module
 */
import type { AtprotoPublicJwk } from "./keys.ts";

/** Somebody whose handle was verified in both directions. */
export interface VerifiedPerson {
  readonly did: string;
  readonly handle: string;
}

/** A sign-in that is to begin. */
export interface SigninWish {
  /** What the visitor typed: a handle, a DID, or the address of a server. */
  readonly typed: string;
  /** Hash of the secret that the visitor's browser keeps until it comes back. */
  readonly browser: string;
  /** Where the visitor wants to go, as it came; checked when it is used. */
  readonly returnTo: string;
  /** `login`: the server is to ask also where it knows the visitor; `create`: it is to open an account. Left out: as it likes. */
  readonly prompt?: "login" | "create";
}

/** Somebody who has signed in at their server. */
export interface SignedInPerson {
  readonly did: string;
  /** Verified in both directions just now, else `handle.invalid`. */
  readonly handle: string;
  /** As in the profile; `null`: there is none; `undefined`: it could not be read. */
  readonly displayName: string | null | undefined;
  /** Origin of the personal data server, or `null`. */
  readonly pds: string | null;
  /** Content address of the profile's picture; `null` and `undefined` as for the name. */
  readonly avatarCid: string | null | undefined;
}

/** What a sign-in remembers on its way through the person's server. */
export type SigninTrail = Pick<SigninWish, "typed" | "browser" | "returnTo">;

/** How a sign-in ended at the server. */
export interface FinishedSignin extends SigninTrail {
  readonly person: SignedInPerson;
}

/** The network of identities. */
export interface Identity extends AsyncDisposable {
  /**
   * Whose a handle is now.
   *
   * @throws {AppError} `not_found` where nobody has it, `unavailable` where that cannot be found out now, `invalid` for what is none.
   */
  findPerson(handle: string): Promise<VerifiedPerson>;
  /**
   * The address of the server's page where the person signs in.
   *
   * @throws {SigninFailure} with a sentence for the visitor.
   */
  begin(wish: SigninWish): Promise<URL>;
  /**
   * Takes the answer with which the server sent the visitor back. It can be taken once, and the server's tokens are revoked.
   *
   * @throws {SigninFailure} with a sentence for the visitor, and the trail where the sign-in is known.
   */
  finish(answer: URLSearchParams): Promise<FinishedSignin>;
  /** Whether an account is still active; `unknown` where its server does not say so now. */
  accountStatus(
    account: { readonly did: string; readonly pds: string | null },
  ): Promise<"active" | "inactive" | "unknown">;
  /** The bytes of a profile's picture; `undefined` where the server does not give it. */
  readAvatar(
    picture: {
      readonly did: string;
      readonly pds: string;
      readonly cid: string;
    },
  ): Promise<Uint8Array | undefined>;
  /** How the service introduces itself to servers; `null` on a laptop, which has no public address. */
  readonly clientMetadata: Readonly<Record<string, unknown>> | null;
  /** The published keys. */
  readonly jwks: { readonly keys: readonly AtprotoPublicJwk[] };
}
