/**
 * Names that are taken: slugs of wikis and user names of people are one namespace, and a name that was given up is held for
 * its former owner for a while, because links, agents and browsers still lead there.
 *
 * | a person wants              | it is a wiki's slug | a user name     | held            |
 * | --------------------------- | ------------------- | --------------- | --------------- |
 * | a wiki                      | refused             | refused, or own | refused, or own |
 * | a user name (`usernames.ts`)| refused, or own     | refused         | refused, or own |
 *
 * The command line asks nobody: the operator may give away any name that no wiki has.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { House } from "./house.ts";
import { checkSlug } from "./slugs.ts";

/** How long a name is held for its former owner. */
const HOLD_DAYS = 30;

/** Names that are held for one person: nobody keeps a hundred from others by making wikis and deleting them. */
const MAX_HELD = 10;
const DAY_MS = 86_400_000;

/** What is asked here; a part of the house. */
export type NameKeeper = Pick<House, "platform" | "now">;

/**
 * Refuses a slug that a person cannot have for a new wiki. Whoever goes on to use it asks again in the transaction that does.
 *
 * @throws {AppError} `invalid` where the slug breaks a rule or is reserved; `conflict` where it is taken or held.
 */
export function checkSlugFree(
  house: NameKeeper,
  slug: string,
  did: string,
): void {
  checkSlug(slug, { strict: true });
  const reason = house.platform.wikis.find(slug) === undefined
    ? foreignClaim(house, slug, did)
    : "the name is taken";
  if (reason === undefined) return;
  throw new AppError("conflict", `Cannot create wiki "${slug}": ${reason}`, {
    details: { reason: "exists" },
  });
}

/** Why somebody else's user name, or a hold for somebody else, is in the way; `undefined`: nothing is. */
export function foreignClaim(
  { platform, now }: NameKeeper,
  name: string,
  did: string,
): string | undefined {
  const namesake = platform.users.findByUsername(name);
  if (namesake !== undefined && namesake.did !== did) {
    return "it is somebody's user name";
  }
  const held = platform.heldSlugs.find(name, now().toISOString());
  if (held === undefined || held.did === did) return undefined;
  const day = held.heldUntil.slice(0, 10);
  return `it was given up lately and is held for its former owner until ${day}`;
}

/** Holds a name for who gives it up: {@linkcode HOLD_DAYS} from now, the last ten of a person. */
export function holdSlug(
  { platform, now }: NameKeeper,
  slug: string,
  did: string,
): void {
  const until = new Date(now().getTime() + HOLD_DAYS * DAY_MS);
  platform.heldSlugs.hold({ slug, did, heldUntil: until.toISOString() });
  platform.heldSlugs.keepNewest(did, MAX_HELD);
}
