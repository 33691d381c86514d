/**
 * The tokens of a wiki, for people: whoever may read it has tokens of their own; owner and admins see and revoke those of others.
 * A token is made by a person who is signed in, never with a token, and what it may do is decided anew at each use from that
 * person's rights.
 *
 * @module
 */
import {
  createToken,
  isTokenId,
  regenerateToken,
  revokeToken,
} from "../auth/tokens.ts";
import { transaction } from "../db/database.ts";
import type { TokenRow } from "../db/platform/tokens.ts";
import { AppError } from "../errors.ts";
import type { ReadableWiki } from "../wiki/access.ts";
import { noteInAudit } from "../wiki/audit.ts";
import { personName } from "../wiki/person_name.ts";

/** A token in a list. */
export interface WikiToken extends TokenRow {
  /** `@handle` of whose it is; the DID where none was verified. */
  readonly owner: string;
  /** Whether it is the caller's. */
  readonly isOwn: boolean;
  /** Whether its time is over. */
  readonly hasEnded: boolean;
}

/** A token that was just made: the secret is shown now and never again. */
export interface MadeToken {
  readonly token: string;
  readonly row: TokenRow;
}

/** A token that somebody wants. */
export interface WantedToken {
  /** From `newTokenId()`, so that a form that is sent twice makes one token; left out: a new one. */
  readonly id?: string;
  readonly name: string;
  readonly scope: string;
  /** Days until it ends; `null`: never. */
  readonly days: number | null;
}

/** What tokens can be allowed, the least first. */
export const TOKEN_SCOPES = [
  "wiki:read",
  "wiki:suggest",
  "wiki:write",
] as const satisfies readonly TokenRow["scope"][];

/** Tokens that one person may have for one wiki at a time. */
const MAX_TOKENS = 50;

const MAX_NAME_LENGTH = 60;
/** Tokens of others that a list shows. */
const MAX_LISTED = 200;

/** The caller's tokens, and for who manages the wiki those of everybody; newest first, revoked ones left out. */
export function listTokens(wiki: ReadableWiki): WikiToken[] {
  const { row, rights, house: { platform, now } } = wiki;
  const self = personOf(wiki);
  const rows = platform.tokens.listKept(row.id, {
    did: rights.manage ? null : self,
    limit: MAX_LISTED,
  });
  const owners = new Map<string, string>();
  const ownerOf = (did: string): string =>
    personName({ handle: platform.users.find(did)?.handle, did });
  const at = now().toISOString();
  return rows.map((token) => {
    const { did, expiresAt } = token;
    const owner = owners.get(did) ?? ownerOf(did);
    owners.set(did, owner);
    const hasEnded = expiresAt !== null && expiresAt <= at;
    return { ...token, owner, isOwn: did === self, hasEnded };
  });
}

/**
 * Makes a token for the caller.
 *
 * @throws {AppError} `invalid` for name, scope or days; `forbidden` for a caller with a token, and where it should write and the
 * person may not; `too_large` above {@linkcode MAX_TOKENS}; `conflict` where the id was used: the form was sent before.
 */
export function makeToken(wiki: ReadableWiki, wanted: WantedToken): MadeToken {
  const { row, house } = wiki;
  const did = personOf(wiki);
  const name = readName(wanted.name);
  const scope = readScope(wiki, wanted.scope);
  const { id } = wanted;
  if (id !== undefined && !isTokenId(id)) {
    throw new AppError(
      "invalid",
      "Cannot make a token: the form is incomplete",
    );
  }
  const made = transaction(house.platform.db, () => {
    const { tokens } = house.platform;
    const kept = tokens.listKept(row.id, { did, limit: MAX_TOKENS });
    // A form that comes again is told so, also when the room is gone meanwhile.
    const isAgain = id !== undefined && tokens.find(id) !== undefined;
    if (kept.length >= MAX_TOKENS && !isAgain) {
      throw new AppError(
        "too_large",
        `Cannot make another token: you have ${MAX_TOKENS} for this wiki. Revoke one first`,
      );
    }
    const made = createToken(house, {
      ...{ wikiId: row.id, did, name, scope, expiresInDays: wanted.days },
      ...(id === undefined ? {} : { id }),
    });
    noteInAudit(wiki, "token_created", describe(made.row));
    return made;
  });
  logOf(wiki, "token_created", made.row);
  return made;
}

/**
 * Gives one of the caller's tokens another secret; see `regenerateToken()`.
 *
 * @throws {AppError} `not_found` where the caller has no such token here; `conflict` where it was revoked or made anew before.
 */
export function remakeToken(wiki: ReadableWiki, id: string): MadeToken {
  const { house } = wiki;
  const old = findToken(wiki, id, { did: personOf(wiki) });
  const made = transaction(house.platform.db, () => {
    const made = regenerateToken(house, old.id);
    noteInAudit(
      wiki,
      "token_regenerated",
      `${describe(made.row)}, was ${old.id}`,
    );
    return made;
  });
  logOf(wiki, "token_created", made.row);
  return made;
}

/**
 * Ends a token of the caller's, for who manages the wiki of anybody's.
 *
 * @throws {AppError} `not_found` where there is none that the caller may end.
 */
export function endToken(wiki: ReadableWiki, id: string): TokenRow {
  const { house, rights } = wiki;
  const self = personOf(wiki);
  const row = findToken(wiki, id, { did: rights.manage ? null : self });
  if (row.revokedAt !== null) return row;
  const ended = transaction(house.platform.db, () => {
    const ended = revokeToken(house, id);
    const subject = row.did === self ? null : row.did;
    noteInAudit(wiki, "token_revoked", describe(row), subject);
    return ended;
  });
  logOf(wiki, "token_revoked", row);
  return ended;
}

/** @throws {AppError} `forbidden` where nobody is signed in with a browser. */
function personOf({ caller }: ReadableWiki): string {
  if (caller.kind === "session") return caller.did;
  throw new AppError(
    "forbidden",
    "Cannot look after tokens: sign in first; a token cannot do it",
  );
}

/** A token of this wiki; of another person only where `did` is `null`. @throws {AppError} `not_found`. */
function findToken(
  { row, house }: ReadableWiki,
  id: string,
  { did }: { did: string | null },
): TokenRow {
  const token = house.platform.tokens.find(id);
  const isHere = token !== undefined && token.wikiId === row.id;
  if (isHere && (did === null || token.did === did)) return token;
  throw new AppError("not_found", "Cannot find this token");
}

function readName(text: string): string {
  const name = text.normalize("NFC").trim();
  const isFine = name !== "" && name.length <= MAX_NAME_LENGTH &&
    !/[\p{Cc}\p{Cs}\p{Bidi_C}<>\u2028\u2029]/u.test(name);
  if (isFine) return name;
  throw new AppError(
    "invalid",
    `Cannot use this name for a token: 1 to ${MAX_NAME_LENGTH} characters without < and > are wanted`,
  );
}

function readScope(wiki: ReadableWiki, text: string): TokenRow["scope"] {
  const scope = TOKEN_SCOPES.find((known) => known === text);
  if (scope === undefined) {
    throw new AppError(
      "invalid",
      `Cannot make a token for "${text.slice(0, 100)}": ${
        TOKEN_SCOPES.join(", ")
      } are possible`,
    );
  }
  if (scope === "wiki:write" && !wiki.rights.write) {
    throw new AppError(
      "forbidden",
      "Cannot make a token that writes: you may only read this wiki",
    );
  }
  return scope;
}

function describe({ id, name, scope }: TokenRow): string {
  return `"${name}" (${scope}, ${id})`;
}

function logOf(
  { house, row }: ReadableWiki,
  event: "token_created" | "token_revoked",
  token: TokenRow,
): void {
  house.log("info", event, {
    ...{ token: token.id, wiki: row.slug, did: token.did },
  });
}
