/**
 * Who belongs to a wiki. The owner is in the wiki's row and stays; members have a role each and are keyed by DID, so that a person
 * can be named before the first sign-in and keeps the role when the handle changes.
 *
 * Nobody changes their own role: an admin cannot lift or lower himself, only leave. Nobody touches the owner. So a wiki always has
 * somebody who manages it.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import type { Member, Role } from "../db/platform/members.ts";
import { AppError } from "../errors.ts";
import { isDid, isHandle } from "../identifiers.ts";
import {
  forManaging,
  type ManageableWiki,
  type ReadableWiki,
  roleOf,
} from "./access.ts";
import { noteInAudit } from "./audit.ts";
import { personName } from "./person_name.ts";

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
  /** The handle by which somebody was invited; `null`: by DID. */
  readonly invitedHandle: string | null;
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
  const described = (
    { did, addedAt, invitedHandle = null }: Omit<Member, "wikiId" | "role">,
    role: Role,
  ): WikiMember => {
    const user = platform.users.find(did);
    return {
      ...{ did, role, addedAt, invitedHandle },
      handle: user?.handle ?? null,
      name: user?.name ?? null,
      isSelf: did === self,
    };
  };
  return [
    described({ did: row.ownerDid, addedAt: row.createdAt }, "owner"),
    ...platform.members.list(row.id)
      .filter(({ did }) => did !== row.ownerDid)
      .map((member) => described(member, member.role)),
  ];
}

/**
 * Invites a person, named by DID or by handle; returns the DID. Whose a handle is now is asked of the network, also where it was
 * seen here: it may have changed hands. The role waits for who was never here until the first sign-in.
 *
 * @throws {AppError} `invalid` for what names nobody, and for an unknown role; `conflict` for the owner, oneself and members;
 * `too_large` above the wiki's limit; `unavailable` where the network does not answer.
 */
export async function addMember(
  wiki: ManageableWiki,
  wanted: { who: string; role: string },
): Promise<string> {
  const { row, caller, house: { platform, now } } = wiki;
  const role = readRole(wanted.role);
  const { did, handle } = await findPerson(wiki, wanted.who);
  // Looking somebody up takes a while, in which the caller may have lost the right.
  if (caller.kind !== "anonymous") {
    const visit = { ...wiki.visit, role: roleOf(wiki.house, row, caller.did) };
    forManaging(visit);
  }
  const shown = personName({ handle, did });
  const deed = `Cannot add "${shown}"`;
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
      ...{ wikiId: row.id, did, role, invitedHandle: handle },
      invitedBy: didOf(wiki),
      addedAt: now().toISOString(),
    });
    const named = handle === null ? did : `${did} (@${handle})`;
    noteInAudit(wiki, "member_added", `${named} as ${role}`, did);
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

/** Longest DID and handle. */
const MAX_PERSON_LENGTH = 300;

/**
 * Who is named by a DID of either method that ATProto knows, which is taken as it is, or by a handle; also as apps copy them, with
 * what nobody sees, or as the address of a profile.
 */
async function findPerson(
  { house }: ManageableWiki,
  text: string,
): Promise<{ did: string; handle: string | null }> {
  const shown = text.trim().slice(0, MAX_PERSON_LENGTH);
  const who = text.slice(0, MAX_PERSON_LENGTH + 1).replace(/\p{C}/gu, "").trim()
    .replace(/^(?:at:\/\/|(?:https?:\/\/)?[^/]+\/profile\/)/i, "")
    .replace(/^@/, "").replace(/[./]$/, "");
  const isShort = text.length <= MAX_PERSON_LENGTH;
  if (isShort && /^did:(?:plc|web):/.test(who) && isDid(who)) {
    return { did: who, handle: null };
  }
  const handle = who.toLowerCase();
  if (!isShort || !isHandle(handle)) {
    throw new AppError(
      "invalid",
      `Cannot find "${shown}": type the whole handle, such as alice.bsky.social, or a DID (did:plc:…, did:web:…)`,
    );
  }
  try {
    return await house.findPerson(handle);
  } catch (error) {
    const isUnknown = error instanceof AppError && error.code === "not_found";
    if (!isUnknown) throw error;
    throw new AppError(
      "invalid",
      `Cannot find "${shown}": nobody has this handle now. Look for a typing error, or ask the person for it`,
      { cause: error },
    );
  }
}
