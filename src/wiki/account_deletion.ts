/**
 * Deleting an account: from the first step on the person is nobody here, and whatever is left to do is finished at the next start.
 *
 * | step                                                             | a crash after it                  |
 * | ---------------------------------------------------------------- | --------------------------------- |
 * | marked as leaving, sessions and tokens ended, in one transaction | the next start goes on            |
 * | each wiki, one after the other, as `deleteWiki()` does           | likewise (see `wikis.ts`)         |
 * | memberships and the row, in one transaction                      | nothing is left to do             |
 *
 * User name and slugs are held for a while, so that nobody else takes the person's place. What was committed stays, with the
 * author line that git has: a history cannot be rewritten under those who cloned it. So does the audit log, for its time.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import {
  BY_COMMAND_LINE,
  BY_SERVICE,
  type Doer,
  noteOfPerson,
} from "./audit.ts";
import { holdSlug } from "./held_slugs.ts";
import type { House } from "./house.ts";
import { deleteWiki } from "./wikis.ts";

/**
 * Deletes a person's account with their wikis. What cannot be finished now is logged, and finished at the next start; the person
 * has no account any more in either case.
 *
 * @param by who asks, for the audit log.
 * @throws {AppError} `not_found` where there is no such person.
 */
export async function deleteAccount(
  house: House,
  did: string,
  by: Doer = BY_COMMAND_LINE,
): Promise<void> {
  if (begin(house, did, by)) await finishOrLog(house, did);
}

/** Finishes what a crash or a failure interrupted. At boot, after `recoverWikis()`, and whenever it may help. */
export async function recoverAccounts(house: House): Promise<void> {
  for (const { did } of house.platform.users.listLeaving()) {
    await finishOrLog(house, did);
  }
}

/** Whether it was begun now; `false`: it is under way already. */
function begin(house: House, did: string, by: Doer): boolean {
  const { platform, now, log } = house;
  const at = now().toISOString();
  return transaction(platform.db, () => {
    const user = platform.users.find(did);
    if (user === undefined) {
      throw new AppError("not_found", `Cannot find a user "${did}"`);
    }
    if (user.leavingAt !== null) return false;
    platform.users.change(did, { leavingAt: at });
    platform.sessions.revokeAllOf(did, at);
    platform.tokens.revokeAllOf(did, at);
    noteOfPerson(house, {
      ...by,
      ...{ event: "account_deleted", subject: did },
      detail: user.username ?? user.handle,
    });
    log("info", "account_deleted", { did });
    return true;
  });
}

async function finishOrLog(house: House, did: string): Promise<void> {
  try {
    await finish(house, did);
  } catch (error) {
    house.log("error", "background_failed", { did }, error);
  }
}

async function finish(house: House, did: string): Promise<void> {
  const { platform } = house;
  for (const { id, slug } of platform.wikis.listOwnedBy(did)) {
    if (platform.wikis.findById(id) === undefined) continue; // deleted meanwhile
    await deleteWiki(house, slug, { ...BY_SERVICE, actor: did });
  }
  transaction(platform.db, () => {
    const user = platform.users.find(did);
    if (user === undefined) return; // somebody else came first
    platform.members.removeAllOf(did);
    platform.reports.forgetReporter(did);
    if (user.username !== null) holdSlug(house, user.username, did);
    platform.users.remove(did);
  });
}
