/**
 * Who belongs to a wiki. The owner is in the wiki's row and stays; members have a role each and are keyed by DID, so that a person
 * can be named before the first sign-in and keeps the role when the handle changes.
 *
 * Nobody changes their own role: an admin cannot lift or lower himself, only leave. Nobody touches the owner. So a wiki always has
 * somebody who manages it.
 *
 * @module
 */
import { isDid } from "../config.ts";
import { transaction } from "../db/database.ts";
import type { Role } from "../db/platform/members.ts";
import { AppError } from "../errors.ts";
import type { ManageableWiki, ReadableWiki } from "./access.ts";
import { noteInAudit } from "./audit.ts";

/** What a member may be; the owner is none. */
export type MemberRole = Exclude<Role, "owner">;

/** The roles, the least first. */
export const MEMBER_ROLES = [
  "viewer",
  "editor",
  "admin",
] as const satisfies readonly MemberRole[];

/** Somebody who belongs to a wiki. */
export interface WikiMember {
  readonly did: string;
  readonly role: Role;
  /** As last seen; `null`: never signed in here, the invitation waits. */
  readonly handle: string | null;
  readonly name: string | null;
  /** ISO 8601 UTC. */
  readonly addedAt: string;
  /** Whether it is the caller. */
  readonly isSelf: boolean;
}

/** Everybody who belongs to the wiki, the owner first, then the longest-standing. */
export function listMembers(wiki: ManageableWiki): WikiMember[] {
  const { row, house: { platform } } = wiki;
  const self = didOf(wiki);
  const described = (did: string, role: Role, addedAt: string): WikiMember => {
    const user = platform.users.find(did);
    return {
      ...{ did, role, addedAt },
      handle: user?.handle ?? null,
      name: user?.name ?? null,
      isSelf: did === self,
    };
  };
  return [
    described(row.ownerDid, "owner", row.createdAt),
    ...platform.members.list(row.id)
      .filter(({ did }) => did !== row.ownerDid)
      .map(({ did, role, addedAt }) => described(did, role, addedAt)),
  ];
}

/**
 * Adds a person, named by DID or by the handle of somebody who has an account here; returns the DID.
 *
 * @throws {AppError} `invalid` for what names nobody, and for an unknown role; `conflict` for the owner, oneself and members;
 * `too_large` above the wiki's limit.
 */
export function addMember(
  wiki: ManageableWiki,
  wanted: { who: string; role: string },
): string {
  const { row, house: { platform, now } } = wiki;
  const role = readRole(wanted.role);
  const did = readPerson(wiki, wanted.who);
  const deed = `Cannot add "${did}"`;
  transaction(platform.db, () => {
    demandOther(wiki, did, deed);
    if (platform.members.find(row.id, did) !== undefined) {
      throw new AppError("conflict", `${deed}: already a member`);
    }
    const members = platform.members.list(row.id).length;
    const maxMembers = maxMembersOf(wiki);
    if (members >= maxMembers && wiki.visit.door !== "cli") {
      throw new AppError(
        "too_large",
        `${deed}: a wiki may have ${maxMembers} members beside its owner. Remove one first, or ask the operator`,
      );
    }
    platform.members.put({
      ...{ wikiId: row.id, did, role },
      addedAt: now().toISOString(),
    });
    noteInAudit(wiki, "member_added", `${did} as ${role}`, did);
  });
  return did;
}

/** Most members that the wiki may have beside its owner. */
export function maxMembersOf({ row, house }: ReadableWiki): number {
  return row.maxMembers ?? house.config.maxMembers;
}

/** Gives a member another role. @throws {AppError} `invalid`, `not_found`; `conflict` for the owner and oneself. */
export function changeRole(
  wiki: ManageableWiki,
  wanted: { did: string; role: string },
): void {
  const { house: { platform } } = wiki;
  const { did } = wanted;
  const role = readRole(wanted.role);
  transaction(platform.db, () => {
    demandOther(wiki, did, `Cannot change the role of "${did}"`);
    const member = findMember(wiki, did);
    if (member.role === role) return;
    platform.members.put({ ...member, role });
    noteInAudit(
      wiki,
      "member_changed",
      `${did} from ${member.role} to ${role}`,
      did,
    );
  });
}

/** Takes a member out. @throws {AppError} `not_found`; `conflict` for the owner and oneself. */
export function removeMember(wiki: ManageableWiki, did: string): void {
  const { row, house: { platform } } = wiki;
  transaction(platform.db, () => {
    demandOther(wiki, did, `Cannot remove "${did}"`);
    const { role } = findMember(wiki, did);
    platform.members.remove(row.id, did);
    noteInAudit(wiki, "member_removed", `${did}, who was ${role}`, did);
  });
}

/**
 * The caller leaves the wiki.
 *
 * @throws {AppError} `forbidden` for a token; `conflict` for the owner; `not_found` for who is no member.
 */
export function leaveWiki(wiki: ReadableWiki): void {
  const { row, caller, house: { platform } } = wiki;
  if (caller.kind !== "session") {
    throw new AppError("forbidden", "Cannot leave: sign in first");
  }
  transaction(platform.db, () => {
    if (caller.did === row.ownerDid) {
      throw new AppError("conflict", "Cannot leave: the wiki is yours");
    }
    const { role } = findMember(wiki, caller.did);
    platform.members.remove(row.id, caller.did);
    noteInAudit(wiki, "member_left", `${caller.did}, who was ${role}`);
  });
}

function findMember({ row, house }: ReadableWiki, did: string) {
  const member = house.platform.members.find(row.id, did);
  if (member !== undefined) return member;
  throw new AppError("not_found", `Cannot find a member "${did}"`);
}

/** @throws {AppError} `conflict` where it is the owner or the caller. */
function demandOther(wiki: ManageableWiki, did: string, deed: string): void {
  if (did === wiki.row.ownerDid) {
    throw new AppError("conflict", `${deed}: the wiki belongs to this person`);
  }
  if (did === didOf(wiki)) {
    throw new AppError("conflict", `${deed}: nobody changes their own role`);
  }
}

function didOf({ caller }: ReadableWiki): string | null {
  return caller.kind === "anonymous" ? null : caller.did;
}

function readRole(text: string): MemberRole {
  const role = MEMBER_ROLES.find((known) => known === text);
  if (role !== undefined) return role;
  throw new AppError(
    "invalid",
    `Cannot use "${text}" as a role: ${MEMBER_ROLES.join(", ")} are possible`,
  );
}

/** The DID that somebody is named by: a DID of either method that ATProto knows, or a handle that was seen here. */
function readPerson({ house }: ManageableWiki, text: string): string {
  const who = text.trim();
  if (/^did:(?:plc|web):/.test(who) && isDid(who) && who.length <= 300) {
    return who;
  }
  const isHandle = !who.startsWith("did:") && who !== "";
  const user = isHandle
    ? house.platform.users.findByHandle(who.replace(/^@/, ""))
    : undefined;
  if (user !== undefined) return user.did;
  throw new AppError(
    "invalid",
    `Cannot find "${
      who.slice(0, 300)
    }": wanted a DID such as did:plc:… or did:web:…, or the handle of somebody who has signed in here`,
  );
}
