/**
 * What only the owner does with a wiki; admins manage it, but it is not theirs.
 *
 * @module
 */
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import { type Caller, roleOf } from "./access.ts";
import { doerOf } from "./audit.ts";
import type { House } from "./house.ts";
import { deleteWiki } from "./wikis.ts";

/**
 * Deletes a wiki for its owner. Waits until nobody has it open, so whoever asks must not have it open either.
 *
 * @throws {AppError} `not_found`; `unauthenticated`, `forbidden` for everybody but the owner, with a session; `unavailable` where
 * the wiki is suspended; `conflict` where it is being deleted already.
 */
export async function deleteOwnWiki(
  house: House,
  slug: string,
  by: { readonly caller: Caller; readonly address: string | null },
): Promise<void> {
  const { caller, address } = by;
  const row = house.platform.wikis.find(slug);
  if (row === undefined) {
    throw new AppError("not_found", `There is no wiki called "${slug}"`);
  }
  demandOwner(house, row, caller);
  await deleteWiki(house, slug, doerOf(caller, address));
}

function demandOwner(house: House, row: WikiRow, caller: Caller): void {
  const failure = `Cannot delete wiki "${row.slug}"`;
  if (caller.kind === "anonymous") {
    throw new AppError("unauthenticated", `${failure}: sign in first`);
  }
  const isOwner = roleOf(house, row, caller.did) === "owner";
  if (!isOwner || caller.kind !== "session") {
    throw new AppError(
      "forbidden",
      `${failure}: only its owner may, who is signed in`,
    );
  }
  if (row.suspended !== null) {
    throw new AppError(
      "unavailable",
      `${failure}: it is suspended (${row.suspended})`,
    );
  }
}
