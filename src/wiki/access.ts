/**
 * Who may do what to a wiki. The only way to a wiki's contents is through here: actions ask for a
 * {@linkcode ReadableWiki}, {@linkcode WritableWiki} or {@linkcode ManageableWiki}, and no other module can make one.
 *
 * @module
 */
import type { Level, WikiRow } from "../db/platform/wikis.ts";
import type { Role } from "../db/platform/members.ts";
import type { IndexReader } from "../db/index/index_database.ts";
import type { RepositoryReader } from "../git/repository.ts";
import type { House } from "./house.ts";
import type { OpenWiki } from "./open_wikis.ts";

/** What a credential allows at most. */
export type Scope = "wiki:read" | "wiki:write" | "wiki:suggest";

/** Somebody at a door. */
export type Caller =
  | { readonly kind: "anonymous" }
  | {
    readonly kind: "session";
    readonly did: string;
    readonly handle: string;
    readonly name: string;
    readonly sessionId: string;
  }
  | {
    readonly kind: "token";
    readonly did: string;
    readonly handle: string;
    readonly name: string;
    readonly tokenId: string;
    readonly tokenName: string;
    readonly scope: Scope;
  };

/** The program that acts for the caller, as it calls itself; shown, not believed. */
export interface Agent {
  readonly name: string;
  readonly version: string | null;
  readonly session: string | null;
}

/** Where a request came in. */
export type DoorName = "web" | "api" | "mcp" | "git" | "cli";

/** Somebody in front of one wiki. `role` is `null` for a stranger. */
export interface Visit {
  readonly house: House;
  readonly wiki: OpenWiki;
  readonly caller: Caller;
  readonly role: Role | null;
  readonly door: DoorName;
  readonly agent: Agent | null;
}

/** The four rights. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
  readonly upload: boolean;
  readonly manage: boolean;
}

/** The rights of a person by level and role: the table of the README. */
export declare function rightsOf(
  levels: Pick<WikiRow, "readAccess" | "writeAccess" | "attachmentAccess">,
  who: { signedIn: boolean; role: Role | null },
): Rights;
/** Reads a level from text in any case; anything unknown is `APPROVED`. */
export declare function parseLevel(text: string): Level;
/** {@linkcode rightsOf} for a visit, cut down to what its credential allows (a token never manages). */
export declare function rightsOfVisit(visit: Visit): Rights;
/** The role of a person in a wiki, or `null`. */
export declare function roleOf(
  house: House,
  row: WikiRow,
  did: string | null,
): Role | null;

/** A wiki that the caller may read: everything as of {@linkcode ReadableWiki.head}. */
export declare class ReadableWiki {
  private readonly canRead: true;
  readonly row: WikiRow;
  readonly rights: Rights;
  readonly caller: Caller;
  /** The commit that the index stands at, or `null` in an empty wiki. */
  readonly head: string | null;
  readonly repo: RepositoryReader;
  readonly index: IndexReader;
  readonly house: House;
}
/** A wiki that the caller may also change. */
export declare class WritableWiki extends ReadableWiki {
  private readonly canWrite: true;
  readonly visit: Visit;
}
/** A wiki whose settings, members and tokens the caller may also change. */
export declare class ManageableWiki extends WritableWiki {
  private readonly canManage: true;
}
/** @throws {AppError} `unauthenticated` for a visitor, `forbidden` for a person without the right; `unavailable` where suspended. */
export declare function forReading(visit: Visit): ReadableWiki;
/** As {@linkcode forReading}, and the right to write. */
export declare function forWriting(visit: Visit): WritableWiki;
/** As {@linkcode forReading}, and the right to manage, which no token carries. */
export declare function forManaging(visit: Visit): ManageableWiki;
/** For the operator's command line and the service itself (import, starter pages): all rights, no person. */
export declare function forOperator(
  house: House,
  wiki: OpenWiki,
): ManageableWiki;
