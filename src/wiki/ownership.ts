/**
 * What the owner of a wiki decides alone, whoever else manages it: that it goes, and that its host serves as their handle.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import { AppError } from "../errors.ts";
import type { ManageableWiki } from "./access.ts";
import { type Doer, doerOf, noteInAudit } from "./audit.ts";

/** A deletion that its owner has confirmed: what `deleteWiki()` is given as soon as the wiki is not in use any more. */
export interface ConfirmedDeletion {
  readonly slug: string;
  readonly by: Doer;
}

/**
 * Confirms that the owner wants the wiki deleted. The deletion itself waits until nobody uses the wiki, so it comes after the
 * visit.
 *
 * @param typed the slug, as the owner typed it.
 * @throws {AppError} `forbidden` for everybody but the owner; `invalid` where something else was typed.
 */
export function confirmDeletion(
  wiki: ManageableWiki,
  typed: string,
): ConfirmedDeletion {
  const { slug } = wiki.row;
  demandOwner(wiki, `Cannot delete wiki "${slug}"`);
  if (typed.trim() !== slug) {
    throw new AppError(
      "invalid",
      `Cannot delete wiki "${slug}": its address has to be typed, exactly as it is written here`,
    );
  }
  return { slug, by: doerOf(wiki.caller, wiki.address) };
}

/**
 * Lets `/.well-known/atproto-did` on the wiki's host name the owner, or not.
 *
 * @throws {AppError} `forbidden` for everybody but the owner: it is said in the owner's name.
 */
export function changeHandle(
  wiki: ManageableWiki,
  { servesHandle }: { servesHandle: boolean },
): void {
  const { row, house: { platform } } = wiki;
  demandOwner(wiki, "Cannot change what the wiki's host says of its owner");
  if ((row.servesHandle ?? false) === servesHandle) return;
  transaction(platform.db, () => {
    platform.wikis.change(row.id, { servesHandle });
    const detail = servesHandle ? `serves ${row.ownerDid}` : "serves nobody";
    noteInAudit(wiki, "handle_changed", detail);
  });
}

function demandOwner(wiki: ManageableWiki, failure: string): void {
  if (wiki.visit.role === "owner") return;
  throw new AppError("forbidden", `${failure}: only its owner can`);
}
