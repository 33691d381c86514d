/** How many drafts are kept, how long, and for how long. @module */

/** Most drafts that a writer may have in one wiki. */
export const MAX_DRAFTS = 20;

/** Longest draft, in UTF-8 bytes. */
export const MAX_DRAFT_BYTES = 1_000_000;

/** How long a draft is kept that nobody touches. */
const DRAFT_DAYS = 90;

const DAY_MS = 24 * 3600 * 1000;

/** A draft that was last touched before this time (ISO 8601) is gone. */
export function oldestKept(now: Date): string {
  return new Date(now.getTime() - DRAFT_DAYS * DAY_MS).toISOString();
}
