/**
 * The audit log, in words, for those who may read it.
 *
 * | reader                | sees                | network addresses                                   |
 * | --------------------- | ------------------- | --------------------------------------------------- |
 * | owner, admins         | what is about theirs| their own whole, of others the network (`192.0.2.*`)|
 * | a person              | what they did, and what was done to them | as above                       |
 * | operators             | everything          | whole                                               |
 *
 * Who runs the service is "an operator" to all others.
 *
 * @module
 */
import type { AuditFilter, AuditRow } from "../db/platform/audit.ts";
import type { PlatformDatabase } from "../db/platform/platform_database.ts";
import { AppError } from "../errors.ts";
import type { ManageableWiki, Operator } from "./access.ts";
import {
  AUDIT_EVENTS,
  type AuditEvent,
  COMMAND_LINE,
  SERVICE,
} from "./audit.ts";
import type { House } from "./house.ts";
import { personName } from "./person_name.ts";

/** An entry, in words. */
export interface AuditLine {
  readonly id: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly event: string;
  /** `@alice.example`, `the operator`. */
  readonly who: string;
  /** DID of who did it, where that may be told. */
  readonly did: string | null;
  /** `made a token`. */
  readonly deed: string;
  /** Whom it was done to, or `null`. */
  readonly whom: string | null;
  readonly whomDid: string | null;
  /** Slug of the wiki, also of one that is gone; `null`: about none. */
  readonly slug: string | null;
  readonly address: string | null;
  /** `token "laptop"`, `browser session`. */
  readonly credential: string | null;
  readonly detail: string | null;
}

/** A page of entries, newest first. */
export interface AuditPage {
  readonly lines: readonly AuditLine[];
  /** What to give as `before` for the older ones; `null`: there are none. */
  readonly older: number | null;
}

/** Which entries, as a reader says it. */
export interface AuditQuery {
  /** A word of {@linkcode AUDIT_EVENTS}; left out or empty: all. */
  readonly event?: string | undefined;
  readonly before?: number | undefined;
  /** At most; left out: {@linkcode PAGE_SIZE}. */
  readonly limit?: number | undefined;
}

/** Entries on a page. */
export const PAGE_SIZE = 50;
const MAX_LIMIT = 1_000;

/** Done by those who run the service. */
const OF_OPERATORS: ReadonlySet<string> = new Set<AuditEvent>([
  "user_suspended",
  "user_resumed",
  "user_logged_out",
  "user_limits_changed",
  "wiki_suspended",
  "wiki_resumed",
  "wiki_limits_changed",
  "report_closed",
]);

/** Who reads: `null` sees everything. */
type Reader = { readonly did: string | null } | null;

/** What is about a wiki. @throws {AppError} `invalid` for an event that there is none of. */
export function listWikiAudit(
  { house, row, caller }: ManageableWiki,
  query: AuditQuery = {},
): AuditPage {
  const reader = { did: caller.kind === "anonymous" ? null : caller.did };
  // That somebody reported a page is between them and the operator.
  const except = "report_closed" satisfies AuditEvent;
  return readPage(house, { ...query, wikiId: row.id, except }, reader);
}

/** What a person did, and what was done to them. */
export function listOwnAudit(
  house: House,
  did: string,
  query: AuditQuery = {},
): AuditPage {
  return readPage(house, { ...query, person: did }, { did });
}

/**
 * Everything, for who runs the service.
 *
 * @param query.person DID or handle; `query.wiki` slug or id, also of a wiki that is gone.
 * @throws {AppError} `invalid` for an event that there is none of; `not_found` for a person or wiki that nobody knows.
 */
export function listServiceAudit(
  { house }: Operator,
  query: AuditQuery & { person?: string; wiki?: string } = {},
): AuditPage {
  const { person = "", wiki = "", ...rest } = query;
  const filter = {
    ...rest,
    person: person === "" ? undefined : didOf(house.platform, person),
    wikiId: wiki === "" ? undefined : wikiIdOf(house.platform, wiki),
  };
  return readPage(house, filter, null);
}

function readPage(
  { platform }: House,
  filter: AuditFilter,
  reader: Reader,
): AuditPage {
  const { event, limit = PAGE_SIZE } = filter;
  if (event && !Object.hasOwn(AUDIT_EVENTS, event)) {
    throw new AppError(
      "invalid",
      `Cannot look for "${event.slice(0, 100)}": there is no such event`,
    );
  }
  const wanted = Math.max(1, Math.min(limit, MAX_LIMIT));
  const rows = platform.audit.list({
    ...filter,
    event: event || undefined,
    limit: wanted + 1,
  });
  const shown = rows.slice(0, wanted);
  const names = new Names(platform);
  return {
    lines: shown.map((row) => lineOf(row, names, reader)),
    older: rows.length > wanted ? shown.at(-1)!.id : null,
  };
}

function lineOf(row: AuditRow, names: Names, reader: Reader): AuditLine {
  const { id, at, event, actorDid, subjectDid, detail } = row;
  const isOwn = reader === null ||
    (actorDid !== null && actorDid === reader.did);
  const isHidden = OF_OPERATORS.has(event) && !isOwn;
  // Of what concerns a whole wiki the person is its owner, who need not be named.
  const isSaid = subjectDid === actorDid || event.startsWith("wiki_");
  const whom = isSaid ? null : subjectDid;
  return {
    ...{ id, at, event, detail },
    who: isHidden ? "an operator" : names.whoDid(row),
    did: isHidden ? null : actorDid,
    deed: AUDIT_EVENTS[event as AuditEvent] ?? event,
    whom: whom === null ? null : names.person(whom),
    whomDid: whom,
    slug: row.wikiId === null ? null : names.slug(row.wikiId),
    address: isHidden ? null : shownAddress(row.address, isOwn),
    credential: isHidden ? null : names.credential(row.credential),
  };
}

/** Names of what rows have ids of, each looked up once. */
class Names {
  readonly #platform: PlatformDatabase;
  readonly #known = new Map<string, string>();

  constructor(platform: PlatformDatabase) {
    this.#platform = platform;
  }

  whoDid({ actorDid, credential, address }: AuditRow): string {
    if (actorDid !== null) return this.person(actorDid);
    if (credential === COMMAND_LINE) return "the operator";
    if (credential === SERVICE) return "the service";
    return address === null ? "somebody unknown" : "somebody not signed in";
  }

  person(did: string): string {
    return this.#once(`person ${did}`, () => {
      const handle = this.#platform.users.find(did)?.handle;
      return personName({ handle, did });
    });
  }

  /** The slug of a wiki, also of one that was deleted. */
  slug(id: string): string {
    return this.#once(`wiki ${id}`, () => {
      const { wikis, audit } = this.#platform;
      const row = wikis.findById(id);
      if (row !== undefined) return row.slug;
      const event = "wiki_deleted" satisfies AuditEvent;
      return audit.list({ wikiId: id, event, limit: 1 })[0]?.detail ?? id;
    });
  }

  credential(id: string | null): string | null {
    if (id === null || id === SERVICE) return null;
    if (id === COMMAND_LINE) return COMMAND_LINE;
    return this.#once(`credential ${id}`, () => {
      const token = this.#platform.tokens.find(id);
      if (token !== undefined) return `token "${token.name}"`;
      return this.#platform.sessions.find(id) === undefined
        ? "a session or token that is gone"
        : "browser session";
    });
  }

  #once(key: string, look: () => string): string {
    const known = this.#known.get(key) ?? look();
    this.#known.set(key, known);
    return known;
  }
}

/** Whole, or the network alone: `192.0.2.*`, `2001:db8:1:*`. */
function shownAddress(address: string | null, isWhole: boolean): string | null {
  if (address === null || isWhole) return address;
  const isIpv4 = /^\d+(?:\.\d+){3}$/.test(address);
  return isIpv4
    ? `${address.split(".").slice(0, 3).join(".")}.*`
    : `${address.split(":").slice(0, 3).join(":")}:*`;
}

function didOf({ users, audit }: PlatformDatabase, person: string): string {
  if (!person.startsWith("did:")) {
    const user = users.findByHandle(person.replace(/^@/, ""));
    if (user !== undefined) return user.did;
  } else if (
    users.find(person) !== undefined ||
    audit.list({ person, limit: 1 }).length > 0
  ) return person;
  throw new AppError("not_found", `Cannot find a person "${person}"`);
}

/** Of a wiki that is there, else of the last one that had this slug. */
function wikiIdOf({ wikis, audit }: PlatformDatabase, wiki: string): string {
  const row = wikis.find(wiki) ?? wikis.findById(wiki);
  if (row !== undefined) return row.id;
  const event = "wiki_deleted" satisfies AuditEvent;
  const gone = audit.list({ event, limit: MAX_LIMIT })
    .find(({ detail, wikiId }) => detail === wiki || wikiId === wiki);
  if (gone?.wikiId) return gone.wikiId;
  throw new AppError("not_found", `Cannot find a wiki "${wiki}"`);
}
