/**
 * What those who run the service do to people and wikis: suspend, lift, grant. Each is written down with who did it. None of it
 * reads what is in a wiki.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import type { User } from "../db/platform/users.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import type { Operator } from "./access.ts";
import { type AuditEvent, noteOfPerson } from "./audit.ts";
import { counted } from "./counted.ts";
import { readWikiRow } from "./wiki_rows.ts";

/** Limits of its own that a wiki may have; `null`: as all wikis. */
export type WikiGrants = {
  readonly [Name in keyof typeof GRANTS]?: number | null | undefined;
};

const GIGABYTE = 1_000_000_000;

/** What can be granted to a wiki: the most, and the word in the log. */
const GRANTS = {
  maxPages: { most: 1_000_000, word: "pages" },
  maxContentBytes: { most: 1_000 * GIGABYTE, word: "content bytes" },
  maxHistoryBytes: { most: 1_000 * GIGABYTE, word: "history bytes" },
  maxAttachmentBytes: { most: 32 * 1024 * 1024, word: "attachment bytes" },
  maxMembers: { most: 10_000, word: "members" },
} as const;

/** Most wikis that one person can be allowed. */
const MOST_WIKIS = 10_000;
const MAX_REASON_LENGTH = 300;

/**
 * Nobody may use the wiki until that is lifted; its people are shown the reason.
 *
 * @throws {AppError} `not_found`, `invalid` without a reason.
 */
export function suspendWiki(
  operator: Operator,
  slug: string,
  reason: string,
): WikiRow {
  const suspended = readReason(reason);
  return changeWikiRow(operator, slug, { suspended }, {
    event: "wiki_suspended",
    detail: suspended,
  });
}

/** Everybody may use the wiki again as before. @throws {AppError} `not_found`. */
export function resumeWiki(operator: Operator, slug: string): WikiRow {
  return changeWikiRow(operator, slug, { suspended: null }, {
    event: "wiki_resumed",
    detail: null,
  });
}

/** Gives a wiki limits of its own; what is left out stays. @throws {AppError} `not_found`, `invalid`. */
export function grantWiki(
  operator: Operator,
  slug: string,
  wanted: WikiGrants,
): WikiRow {
  const names = Object.keys(GRANTS) as (keyof typeof GRANTS)[];
  const given = names.filter((name) => wanted[name] !== undefined);
  const change = Object.fromEntries(
    given.map((name) => [name, wanted[name] ?? null]),
  );
  for (const name of given) checkGrant(wanted[name], GRANTS[name]);
  const words = given.map((name) =>
    `${GRANTS[name].word} ${wanted[name] ?? "as all"}`
  );
  return changeWikiRow(operator, slug, change, {
    event: "wiki_limits_changed",
    detail: words.join(", "),
  });
}

/**
 * Ends all sessions of a person; until that is lifted they can neither sign in nor use their tokens, and are told the reason.
 *
 * @throws {AppError} `not_found`; `invalid` without a reason; `conflict` for oneself: somebody must be able to lift it.
 */
export function suspendUser(
  operator: Operator,
  did: string,
  reason: string,
): User {
  const { platform, now } = operator.house;
  const suspended = readReason(reason);
  if (did === operator.did) {
    throw new AppError(
      "conflict",
      "Cannot suspend yourself: you could not lift it",
    );
  }
  return changeUser(operator, did, { suspended }, {
    event: "user_suspended",
    detail: suspended,
    also: () => platform.sessions.revokeAllOf(did, now().toISOString()),
  });
}

/** The person may sign in and use their tokens again. @throws {AppError} `not_found`. */
export function resumeUser(operator: Operator, did: string): User {
  return changeUser(operator, did, { suspended: null }, {
    event: "user_resumed",
    detail: null,
  });
}

/** How many wikis a person may own; `null`: as everybody. @throws {AppError} `not_found`, `invalid`. */
export function grantUser(
  operator: Operator,
  did: string,
  maxWikis: number | null,
): User {
  checkGrant(maxWikis, { most: MOST_WIKIS, word: "wikis" });
  return changeUser(operator, did, { maxWikis }, {
    event: "user_limits_changed",
    detail: `wikis ${maxWikis ?? "as everybody"}`,
  });
}

/** Ends all sessions of a person; returns how many there were. @throws {AppError} `not_found`. */
export function endSessionsOf(operator: Operator, did: string): number {
  const { platform, now } = operator.house;
  findPerson(operator, did);
  return transaction(platform.db, () => {
    const ended = platform.sessions.revokeAllOf(did, now().toISOString());
    noteOfPerson(operator.house, {
      ...operator.doer,
      ...{ event: "user_logged_out", subject: did },
      detail: counted(ended, "session"),
    });
    return ended;
  });
}

/** The person with this DID. @throws {AppError} `not_found`. */
export function findPerson({ house }: Operator, did: string): User {
  const user = house.platform.users.find(did);
  if (user !== undefined) return user;
  throw new AppError("not_found", `Cannot find a person "${did}"`);
}

/** Changes and notes it; what is so already stays, and leaves no trace. */
function changeWikiRow(
  operator: Operator,
  slug: string,
  change: Partial<WikiRow>,
  { event, detail }: { event: AuditEvent; detail: string | null },
): WikiRow {
  const { house, doer } = operator;
  const row = readWikiRow(operator.house, slug);
  if (isSame(row, change)) return row;
  return transaction(house.platform.db, () => {
    const after = house.platform.wikis.change(row.id, change);
    const subject = row.ownerDid;
    noteOfPerson(house, { ...doer, event, detail, subject, wikiId: row.id });
    return after;
  });
}

function changeUser(
  operator: Operator,
  did: string,
  change: Partial<Pick<User, "suspended" | "maxWikis">>,
  { event, detail, also }: {
    event: AuditEvent;
    detail: string | null;
    also?: () => void;
  },
): User {
  const { house, doer } = operator;
  const { users, db } = house.platform;
  const user = findPerson(operator, did);
  if (isSame(user, change)) return user;
  transaction(db, () => {
    users.change(did, change);
    also?.();
    noteOfPerson(house, { ...doer, event, detail, subject: did });
  });
  return { ...user, ...change };
}

function isSame<T extends object>(row: T, change: Partial<T>): boolean {
  return Object.entries(change).every(([name, value]) =>
    (row[name as keyof T] ?? null) === value
  );
}

/** @throws {AppError} `invalid`. */
function readReason(text: string): string {
  const reason = text.toWellFormed().replace(/[\p{Cc}\s]+/gu, " ").trim();
  if (reason !== "" && reason.length <= MAX_REASON_LENGTH) return reason;
  throw new AppError(
    "invalid",
    `Cannot suspend without a reason of 1 to ${MAX_REASON_LENGTH} characters: it is shown to those it concerns`,
  );
}

/** @throws {AppError} `invalid`. */
function checkGrant(
  value: number | null | undefined,
  { most, word }: { most: number; word: string },
): void {
  if (value === null || value === undefined) return;
  if (Number.isSafeInteger(value) && value >= 0 && value <= most) return;
  throw new AppError(
    "invalid",
    `Cannot grant ${word}: a whole number from 0 to ${most} is wanted`,
  );
}
