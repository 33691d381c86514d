/**
 * Who has signed in at their server is let in here: their account is opened or brought up to date.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import { INVALID_HANDLE, type User } from "../db/platform/users.ts";
import { isHandle } from "../identifiers.ts";
import type { SignedInPerson } from "./identity.ts";
import { SigninFailure } from "./signin_failure.ts";
import type { TokenContext } from "./tokens.ts";
import { MAX_NAME_LENGTH, putUser } from "./users.ts";

/**
 * Opens the account of a person, or refreshes what is known of it. Handle and name are for people: an odd one keeps nobody out.
 *
 * @throws {SigninFailure} `suspended`, with the operator's reason; `leaving`.
 */
export function admit(
  context: Pick<TokenContext, "platform" | "now">,
  person: SignedInPerson,
): User {
  const { platform, now } = context;
  const { users } = platform;
  const { did } = person;
  return transaction(platform.db, () => {
    const known = users.find(did);
    if (known) demandWelcome(known);
    const handle = isHandle(person.handle) ? person.handle : INVALID_HANDLE;
    takeFrom(context, did, handle);
    const kept = known && known.name !== known.handle ? known.name : null;
    const shown = person.displayName === undefined
      ? kept
      : cleanName(person.displayName ?? "");
    const standIn = handle === INVALID_HANDLE ? did : handle;
    const name = shown || standIn.slice(0, MAX_NAME_LENGTH);
    putUser(context, { did, handle, name });
    users.change(did, {
      lastSigninAt: now().toISOString(),
      ...person.pds !== null && { pds: person.pds },
    });
    return users.find(did)!;
  });
}

/** @throws {SigninFailure} `suspended`, `leaving`. */
function demandWelcome({ suspended, leavingAt }: User): void {
  if (suspended !== null) {
    throw new SigninFailure(
      "suspended",
      `Your account here is suspended by the operator of this service: ${suspended}`,
    );
  }
  if (leavingAt !== null) {
    throw new SigninFailure(
      "leaving",
      "Your account here is being deleted: try again in a few minutes, and begin anew",
    );
  }
}

/** A handle has one holder: whoever was seen with it before has lost it. */
function takeFrom(
  { platform: { users } }: Pick<TokenContext, "platform">,
  did: string,
  handle: string,
): void {
  const holder = users.findByHandle(handle);
  if (holder === undefined || holder.did === did) return;
  users.put({ ...holder, handle: INVALID_HANDLE });
}

/** A display name without what could not be stored: control and direction characters, brackets of addresses, more than one line. */
function cleanName(text: string): string {
  return text.slice(0, 1_000).toWellFormed().normalize("NFC")
    .replace(/[<>\p{Bidi_C}]/gu, "")
    .replace(/[\p{Cc}\p{Z}]+/gu, " ").trim()
    .slice(0, MAX_NAME_LENGTH).toWellFormed().trim();
}
