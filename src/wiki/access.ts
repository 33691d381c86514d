/**
 * Who may do what to a wiki. The only way to a wiki's contents is through here: actions ask for a
 * {@linkcode ReadableWiki}, {@linkcode WritableWiki}, {@linkcode UploadableWiki} or {@linkcode ManageableWiki}, and no other
 * module can make one, so a door that forgets to ask does not compile.
 *
 * | READ/WRITE/UPLOAD level  | anonymous | signed in | viewer | editor | admin, owner |
 * | ------------------------ | --------- | --------- | ------ | ------ | ------------ |
 * | ANONYMOUS ×3             | R W U     | R W U     | R W U  | R W U  | R W U A      |
 * | ANONYMOUS, REGISTERED ×2 | R         | R W U     | R W U  | R W U  | R W U A      |
 * | ANONYMOUS, APPROVED ×2   | R         | R         | R      | R W U  | R W U A      |
 * | REGISTERED ×3            | –         | R W U     | R W U  | R W U  | R W U A      |
 * | APPROVED ×3 (default)    | –         | –         | R      | R W U  | R W U A      |
 *
 * @module
 */
import { asLevel, type Level, type WikiRow } from "../db/platform/wikis.ts";
import type { Role } from "../db/platform/members.ts";
import type { IndexReader } from "../db/index/index_database.ts";
import type { Preferences } from "../db/wiki/preferences.ts";
import type { Provenance } from "../db/wiki/provenance.ts";
import { AppError } from "../errors.ts";
import type { RepositoryReader } from "../git/repository.ts";
import { BY_COMMAND_LINE, type Doer, doerOf } from "./audit.ts";
import type { House } from "./house.ts";
import { catchUp } from "./index_follower.ts";
import type { OpenWiki } from "./open_wikis.ts";

/** What a credential allows at most. */
export type Scope = "wiki:read" | "wiki:write" | "wiki:suggest";

/** Somebody at a door. */
export type Caller =
  | {
    readonly kind: "anonymous";
    /** Why the person whose session was sent may do nothing as themselves; left out: nobody is signed in. */
    readonly barred?: string;
  }
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
  /** Network address of the client; `null`: the command line, or the service itself. */
  readonly address: string | null;
}

/** The four rights. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
  readonly upload: boolean;
  readonly manage: boolean;
}

/** Only this module can name it, so only this module can call the constructors below. */
const KEY: unique symbol = Symbol("access");

/**
 * The rights of a person by level and role: the table above. Levels grant; roles grant whatever the levels are; writing
 * needs reading, uploading needs writing.
 */
export function rightsOf(
  levels: Pick<WikiRow, "readAccess" | "writeAccess" | "attachmentAccess">,
  who: { signedIn: boolean; role: Role | null },
): Rights {
  const { signedIn, role } = who;
  const granted = (level: Level) =>
    level === "ANONYMOUS" || (level === "REGISTERED" && signedIn);
  const manage = role === "owner" || role === "admin";
  const edit = manage || role === "editor";
  const read = role !== null || granted(levels.readAccess);
  const write = edit || (read && granted(levels.writeAccess));
  const upload = edit || (write && granted(levels.attachmentAccess));
  return { read, write, upload, manage };
}

/** Reads a level from text in any case; anything unknown is `APPROVED`, so that a typing mistake never opens a wiki. */
export function parseLevel(text: string): Level {
  return asLevel(text.trim().toUpperCase());
}

/** {@linkcode rightsOf} for a visit, cut down to what its credential allows (a token never manages). */
export function rightsOfVisit(visit: Visit): Rights {
  const { caller, role, wiki } = visit;
  const signedIn = caller.kind !== "anonymous";
  const rights = rightsOf(wiki.row, { signedIn, role });
  if (caller.kind !== "token") return rights;
  const mayWrite = caller.scope === "wiki:write";
  return {
    read: rights.read,
    write: rights.write && mayWrite,
    upload: rights.upload && mayWrite,
    manage: false,
  };
}

/** The role of a person in a wiki, or `null`. */
export function roleOf(
  house: House,
  row: WikiRow,
  did: string | null,
): Role | null {
  if (did === null) return null;
  if (did === row.ownerDid) return "owner";
  return house.platform.members.find(row.id, did)?.role ?? null;
}

/**
 * A wiki that the caller may read: files as of {@linkcode ReadableWiki.head}; the index stands there too as long as
 * nobody writes, and is never behind it.
 */
export class ReadableWiki {
  readonly #canRead = true;
  readonly row: WikiRow;
  readonly rights: Rights;
  readonly caller: Caller;
  /** What the caller is here; `null`: a stranger. */
  readonly role: Role | null;
  /** Network address of the caller; see {@linkcode Visit}. */
  readonly address: string | null;
  /** The commit that the index stood at when the key was made, or `null` in an empty wiki. */
  readonly head: string | null;
  readonly repo: RepositoryReader;
  readonly index: IndexReader;
  readonly preferences: Pick<Preferences, "get" | "version">;
  readonly provenance: Pick<Provenance, "find" | "listMakers">;
  readonly house: House;

  /** For {@linkcode forReading} alone. */
  constructor(_key: typeof KEY, visit: Visit, rights: Rights) {
    const { house, wiki } = visit;
    this.row = wiki.row;
    this.rights = rights;
    this.caller = visit.caller;
    this.role = visit.role;
    this.address = visit.address;
    this.repo = wiki.repo;
    this.index = wiki.index;
    this.preferences = wiki.records.preferences;
    this.provenance = wiki.records.provenance;
    this.house = house;
    this.head = headInStep(visit);
  }
}

/** A wiki that the caller may also change. */
export class WritableWiki extends ReadableWiki {
  readonly #canWrite = true;
  readonly visit: Visit;

  /** For {@linkcode forWriting} alone. */
  constructor(key: typeof KEY, visit: Visit, rights: Rights) {
    super(key, visit, rights);
    this.visit = visit;
  }
}

/** A wiki to which the caller may also upload files. */
export class UploadableWiki extends WritableWiki {
  readonly #canUpload = true;
}

/** A wiki whose settings, members and tokens the caller may also change. */
export class ManageableWiki extends UploadableWiki {
  readonly #canManage = true;
}

/**
 * Opens a wiki for reading.
 *
 * @throws {AppError} `unauthenticated` for a visitor, `forbidden` for a person without the right; `unavailable` where
 * the wiki is suspended (said only to those who might read it otherwise).
 */
export function forReading(visit: Visit): ReadableWiki {
  return new ReadableWiki(KEY, visit, demand(visit, "read"));
}

/** As {@linkcode forReading}, and the right to write. */
export function forWriting(visit: Visit): WritableWiki {
  return new WritableWiki(KEY, visit, demand(visit, "write"));
}

/** As {@linkcode forWriting}, and the right to upload files. */
export function forUploading(visit: Visit): UploadableWiki {
  return new UploadableWiki(KEY, visit, demand(visit, "upload"));
}

/** As {@linkcode forUploading}, and the right to manage, which no token carries. */
export function forManaging(visit: Visit): ManageableWiki {
  return new ManageableWiki(KEY, visit, demand(visit, "manage"));
}

/**
 * For the operator's command line and the service itself (import, starter pages): all rights, no person, also where the
 * wiki is suspended.
 */
export function forOperator(house: House, wiki: OpenWiki): ManageableWiki {
  const visit: Visit = {
    house,
    wiki,
    caller: { kind: "anonymous" },
    role: "owner",
    door: "cli",
    agent: null,
    address: null,
  };
  return new ManageableWiki(KEY, visit, rightsOfVisit(visit));
}

/** Somebody who runs the service: may suspend, grant, and look at facts, but not read what is in private wikis. */
export class Operator {
  readonly #mayOperate = true;
  readonly house: House;
  /** DID; `null`: the command line. */
  readonly did: string | null;
  /** Who acts, for the audit log. */
  readonly doer: Doer;

  /** For {@linkcode forServiceOperator} and {@linkcode forCommandLine} alone. */
  constructor(_key: typeof KEY, house: House, doer: Doer) {
    this.house = house;
    this.did = doer.actor;
    this.doer = doer;
  }
}

/**
 * The key of who runs the service: named in `ROBOT_OPERATORS`, and signed in with a browser.
 *
 * @throws {AppError} `unauthenticated` for a visitor, `forbidden` for everybody else, tokens included.
 */
export function forServiceOperator(
  house: House,
  caller: Caller,
  address: string | null = null,
): Operator {
  if (caller.kind === "anonymous") {
    throw new AppError(
      "unauthenticated",
      "Cannot operate the service: sign in first",
    );
  }
  const isOperator = caller.kind === "session" &&
    house.config.operators.includes(caller.did);
  if (!isOperator) {
    throw new AppError(
      "forbidden",
      "Cannot operate the service: this is for those who run it",
    );
  }
  return new Operator(KEY, house, doerOf(caller, address));
}

/** The key of the operator's command line: who may run it, may read the data folder. */
export function forCommandLine(house: House): Operator {
  return new Operator(KEY, house, BY_COMMAND_LINE);
}

/** The same key, at the newest head: what a writer sees when its turn has come. */
export function atNewestHead(wiki: WritableWiki): WritableWiki {
  return new WritableWiki(KEY, wiki.visit, wiki.rights);
}

const DEEDS: Readonly<Record<keyof Rights, string>> = {
  read: "read",
  write: "change",
  upload: "upload to",
  manage: "manage",
};

/** What a person can do who lacks a right. */
const REMEDIES: Readonly<Record<keyof Rights, string>> = {
  read: "ask its owner to invite you",
  write: "ask its owner to make you an editor",
  upload: "ask its owner to make you an editor",
  manage: "its owner and its admins have it",
};

/** The visit's rights, where they include the one that is needed. */
function demand(visit: Visit, right: keyof Rights): Rights {
  const { caller, wiki: { row } } = visit;
  const rights = rightsOfVisit(visit);
  if (!rights[right]) {
    const failure = `Cannot ${DEEDS[right]} wiki "${row.slug}"`;
    if (caller.kind === "anonymous") {
      if (caller.barred !== undefined) {
        throw new AppError("forbidden", `${failure}: ${caller.barred}`);
      }
      throw new AppError("unauthenticated", `${failure}: sign in first`);
    }
    throw new AppError("forbidden", `${failure}: ${lackOf(visit, right)}`);
  }
  if (row.suspended !== null) {
    throw new AppError(
      "unavailable",
      `Cannot open wiki "${row.slug}": it is suspended (${row.suspended})`,
    );
  }
  return rights;
}

/** Why a signed-in person lacks a right: the credential, or the person. */
function lackOf(visit: Visit, right: keyof Rights): string {
  const { caller, role, wiki } = visit;
  const personal = rightsOf(wiki.row, { signedIn: true, role });
  if (caller.kind !== "token" || !personal[right]) {
    return `you do not have the right; ${REMEDIES[right]}`;
  }
  return right === "manage"
    ? "a token cannot manage, use the browser"
    : `the token's scope is ${caller.scope}`;
}

/** HEAD, after the index has followed a commit that came from outside (the operator's own git, a crash). */
function headInStep({ house, wiki }: Visit): string | null {
  const head = wiki.repo.head();
  if (wiki.index.head() !== head) {
    catchUp(wiki, house.log);
    house.watch.announce(wiki.row.id);
  }
  const indexed = wiki.index.head();
  if (indexed === null && head !== null) {
    // A worker builds the index anew: this is no empty wiki, whose pages are "not found".
    throw new AppError(
      "unavailable",
      `Cannot open wiki "${wiki.row.slug}" now: it is being indexed; try again in a moment`,
      { details: { retryAfterSeconds: 5 } },
    );
  }
  return indexed;
}
