/**
 * The audit log: who did what, on which wiki, from where, with which credential. Kept for 180 days; owner and admins read what
 * concerns their wiki, a person what they did, operators all of it. No entry holds a secret: credentials are named by their id.
 *
 * @module
 */
import type { AuditEntry } from "../db/platform/audit.ts";
import type { Caller, ReadableWiki } from "./access.ts";
import type { House } from "./house.ts";

/** Every word of the log, and how it reads after a person's name. */
export const AUDIT_EVENTS = {
  signed_in: "signed in",
  signed_out: "signed out",
  signin_failed: "could not sign in",
  signin_link_created: "made a sign-in link",
  sessions_ended: "ended sessions",
  credential_refused: "sent a credential that is not accepted",
  account_created: "opened an account",
  account_changed: "corrected an account",
  account_deleted: "deleted an account",
  account_exported: "downloaded all their wikis",
  username_chosen: "chose a user name",
  slug_released: "gave a held name free",
  wiki_created: "created the wiki",
  wiki_deleted: "deleted the wiki",
  wiki_imported: "imported into the wiki",
  wiki_exported: "downloaded the wiki",
  wiki_renamed: "changed name or description",
  access_changed: "changed who may read and write",
  owner_changed: "gave the wiki to another owner",
  preferences_changed: "changed preferences",
  handle_changed: "changed whether the wiki serves as a handle",
  member_added: "added a member",
  member_changed: "changed a member's role",
  member_removed: "removed a member",
  member_left: "left the wiki",
  token_created: "made a token",
  token_revoked: "revoked a token",
  token_regenerated: "made a token anew",
  user_suspended: "suspended a person",
  user_resumed: "lifted a person's suspension",
  user_logged_out: "signed a person out everywhere",
  user_limits_changed: "changed how many wikis a person may own",
  wiki_suspended: "suspended the wiki",
  wiki_resumed: "lifted the wiki's suspension",
  wiki_limits_changed: "changed the wiki's limits",
  report_closed: "closed a report",
  key_rotated: "rotated a key",
  audit_pruned: "removed old entries of this log",
} as const;

/** A word of the log. */
export type AuditEvent = keyof typeof AUDIT_EVENTS;

/** Who does something, from where, with what. */
export interface Doer {
  /** DID; `null`: the operator on the command line, the service itself, or nobody known. */
  readonly actor: string | null;
  /** Network address. */
  readonly address: string | null;
  /** Id of the session or token, {@linkcode COMMAND_LINE} or {@linkcode SERVICE}. */
  readonly credential: string | null;
}

/** Stands for a credential: the operator's command line. */
export const COMMAND_LINE = "command line";
/** Stands for a credential: the program, by itself. */
export const SERVICE = "service";

/** The operator on the command line. */
export const BY_COMMAND_LINE: Doer = {
  actor: null,
  address: null,
  credential: COMMAND_LINE,
};

/** The program, by itself. */
export const BY_SERVICE: Doer = { ...BY_COMMAND_LINE, credential: SERVICE };

/** An entry that is about a person, or about no wiki in particular. */
export interface PersonalNote extends Doer {
  readonly event: AuditEvent;
  /** For people; never a secret. Left out: nothing to add. */
  readonly detail?: string | null;
  /** DID of whom it was done to, where that is not the actor. */
  readonly subject?: string | null;
  readonly wikiId?: string | null;
}

/** Who a caller is, for the log. Nobody without an address is the command line (`forOperator()`). */
export function doerOf(caller: Caller, address: string | null): Doer {
  if (caller.kind === "anonymous") {
    return address === null
      ? BY_COMMAND_LINE
      : { actor: null, address, credential: null };
  }
  return { actor: caller.did, address, credential: credentialOf(caller) };
}

/** Writes down who did what to the wiki. `subject`: DID of the person that it was done to. */
export function noteInAudit(
  { caller, address, row, house }: ReadableWiki,
  event: AuditEvent,
  detail: string,
  subject: string | null = null,
): void {
  const doer = doerOf(caller, address);
  noteOfPerson(house, { ...doer, event, detail, subject, wikiId: row.id });
}

/** Writes down what somebody did. */
export function noteOfPerson(
  house: Pick<House, "platform" | "now">,
  note: PersonalNote,
): void {
  house.platform.audit.add(entryOf(house, note));
}

/**
 * Writes down that somebody failed (a wrong token, a sign-in that came to nothing). Anybody can fail as often as they like, so
 * there is at most one entry an hour for each event, person, wiki and address; the next one says how many there were in between.
 */
export function noteFailure(
  house: Pick<House, "platform" | "now" | "log">,
  note: PersonalNote,
): void {
  try {
    house.platform.audit.addCounted(entryOf(house, note));
  } catch (error) {
    // A full disk must not turn "wrong token" into another answer.
    house.log("error", "audit_failed", { event: note.event }, error);
  }
}

/** The id of the session or token that somebody came with. */
export function credentialOf(caller: Caller): string | null {
  switch (caller.kind) {
    case "anonymous":
      return null;
    case "session":
      return caller.sessionId;
    case "token":
      return caller.tokenId;
  }
}

/** Longest detail, in characters: some of it is a visitor's. */
const MAX_DETAIL = 500;

function entryOf(house: Pick<House, "now">, note: PersonalNote): AuditEntry {
  const { event, actor, address, credential } = note;
  return {
    ...{ event, address, credential },
    at: house.now().toISOString(),
    actorDid: actor,
    subjectDid: note.subject ?? null,
    wikiId: note.wikiId ?? null,
    detail: note.detail?.toWellFormed().slice(0, MAX_DETAIL) ?? null,
  };
}
