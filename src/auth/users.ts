/**
 * People with an account. A person is a DID of any method; nothing here assumes where it came from.
 *
 * @module
 */
import type { User } from "../db/platform/users.ts";
import { AppError } from "../errors.ts";
import { isDid, isHandle } from "../identifiers.ts";
import type { TokenContext } from "./tokens.ts";

/** A person to be added, or whose handle and name are to be refreshed. */
export interface NewUser {
  readonly did: string;
  readonly handle: string;
  /** Left out: the handle. */
  readonly name?: string;
}

type UserContext = Pick<TokenContext, "platform" | "now">;

/** Longest name, in characters. */
export const MAX_NAME_LENGTH = 100;

/** Why a person may do nothing as themselves, in words for them; `null`: they may. */
export function barOf(
  user: Pick<User, "suspended" | "leavingAt">,
): string | null {
  if (user.suspended !== null) {
    return `this account is suspended (${user.suspended})`;
  }
  return user.leavingAt === null
    ? null
    : "this account is being deleted; once that is done, you may sign in and begin anew";
}

/**
 * Adds a person, or refreshes handle and name.
 *
 * @throws {AppError} `invalid` where DID, handle or name is malformed.
 */
export function putUser(context: UserContext, user: NewUser): User {
  const { did } = user;
  const handle = cleanHandle(user.handle);
  const name = (user.name ?? handle).normalize("NFC").trim();
  if (!isDid(did)) {
    throw new AppError(
      "invalid",
      `Cannot use "${did}" as a DID: did:method:name is wanted, such as did:plc:… or did:web:example.com`,
    );
  }
  // Name and handle become the author of commits, where a line break or angle bracket would forge a header.
  if (
    name === "" || name.length > MAX_NAME_LENGTH ||
    /[\p{Cc}\p{Bidi_C}<>\u2028\u2029]/u.test(name)
  ) {
    throw new AppError(
      "invalid",
      `Cannot use "${name}" as a name: 1 to ${MAX_NAME_LENGTH} characters without control characters, < and > are wanted`,
    );
  }
  const known = context.platform.users.find(did);
  const createdAt = known?.createdAt ?? context.now().toISOString();
  context.platform.users.put({ did, handle, name, createdAt });
  return context.platform.users.find(did)!;
}

/** A handle in lower case without `@`. @throws {AppError} `invalid` where it is not a host name. */
function cleanHandle(input: string): string {
  const handle = input.trim().replace(/^@/, "").toLowerCase();
  if (!isHandle(handle)) {
    throw new AppError(
      "invalid",
      `Cannot use "${input}" as a handle: a host name is wanted, such as alice.bsky.social`,
    );
  }
  return handle;
}
