/**
 * User names: chosen once, at the first sign-in, and never changed. They share rules and namespace with slugs, so that
 * `alice` the person and `alice.robot.wtf` the wiki are never two people's.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import { INVALID_HANDLE } from "../db/platform/users.ts";
import { AppError } from "../errors.ts";
import { type Doer, noteOfPerson } from "./audit.ts";
import { foreignClaim, type NameKeeper } from "./held_slugs.ts";
import { nameProblem, slugFromHandle } from "./slugs.ts";

/** Numbers that are tried behind a name before it is given up. */
const MAX_NUMBER = 200;
/** Longest beginning of a name that still has room for a number. */
const MAX_STEM = 27;

/**
 * A free user name for somebody who has none: out of the handle, else out of the name, with a number behind it where that is
 * taken or reserved; empty where nothing was found. It may be gone when it is chosen.
 */
export function proposeUsername(house: NameKeeper, did: string): string {
  const user = house.platform.users.find(did);
  if (user === undefined) return "";
  const words = user.handle === INVALID_HANDLE ? user.name : user.handle;
  const label = words.split(".")[0]!;
  const stem = label.toLowerCase().replace(/[^a-z0-9-]/g, "")
    .slice(0, MAX_STEM).replace(/-+$/, "");
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const name = slugFromHandle(number === 1 ? label : `${stem}${number}`);
    if (name !== "" && obstacle(house, name, did) === undefined) return name;
  }
  return "";
}

/**
 * Gives a person the user name that they choose, trimmed and in lower case; the same one again changes nothing.
 *
 * @param by who asks, for the audit log.
 * @throws {AppError} `invalid` where the name breaks a rule or is reserved; `conflict` where it is taken, held, or the person
 * has another one; `not_found` where there is no such person.
 */
export function chooseUsername(
  house: NameKeeper,
  did: string,
  wanted: string,
  by: Doer = { actor: did, address: null, credential: null },
): string {
  const { platform } = house;
  const name = wanted.trim().toLowerCase();
  return transaction(platform.db, () => {
    const user = platform.users.find(did);
    if (user === undefined || user.leavingAt !== null) {
      throw new AppError("not_found", `Cannot find a user "${did}"`);
    }
    if (user.username === name) return name;
    if (user.username !== null) {
      throw new AppError(
        "conflict",
        `Cannot use "${name}" as a user name: you are called "${user.username}" already, and a user name is never changed`,
      );
    }
    checkUsernameFree(house, name, did);
    platform.users.setUsername(did, name);
    platform.heldSlugs.release(name);
    noteOfPerson(house, { ...by, event: "username_chosen", detail: name });
    return name;
  });
}

/**
 * Refuses a name that a person cannot choose.
 *
 * @throws {AppError} `invalid` where the name breaks a rule or is reserved; `conflict` where it is taken or held.
 */
function checkUsernameFree(
  house: NameKeeper,
  name: string,
  did: string,
): void {
  const problem = nameProblem(name, { strict: true });
  if (problem !== undefined) {
    throw new AppError(
      "invalid",
      `Cannot use "${name}" as a user name: it ${problem}`,
    );
  }
  const reason = obstacle(house, name, did);
  if (reason === undefined) return;
  throw new AppError(
    "conflict",
    `Cannot use "${name}" as a user name: ${reason}`,
    { details: { reason: "exists" } },
  );
}

/** Why somebody cannot have a name that breaks no rule; `undefined`: they can. */
function obstacle(
  house: NameKeeper,
  name: string,
  did: string,
): string | undefined {
  const wiki = house.platform.wikis.find(name);
  if (wiki !== undefined && wiki.ownerDid !== did) {
    return "it is the name of somebody's wiki";
  }
  return foreignClaim(house, name, did);
}
