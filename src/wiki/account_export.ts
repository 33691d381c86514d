/**
 * Everything of one person in one zip: a git bundle of each wiki that they own, and what is stored about them here.
 *
 * | file           | what                                                                                             |
 * | -------------- | ------------------------------------------------------------------------------------------------ |
 * | `{slug}.bundle` | a wiki with its whole history                                                                   |
 * | `account.json` | the person, their wikis, memberships, tokens (never the secrets), sessions, and what they did     |
 *
 * @module
 */
import type { WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import { nextTurn } from "../next_turn.ts";
import type { ZipSource } from "../zip/zip_writer.ts";
import { type Caller, forReading } from "./access.ts";
import type { AuditEntry } from "../db/platform/audit.ts";
import {
  bundleOf,
  type Download,
  type DownloadOptions,
  fileNameOf,
  streamZip,
} from "./export.ts";
import type { House } from "./house.ts";

/** Who takes everything along. */
export interface Leaver {
  readonly caller: Extract<Caller, { kind: "session" }>;
  /** Network address. */
  readonly address: string;
}

/** Entries of the audit log that are read at once, and at most. */
const AUDIT_PAGE = 250;
const MAX_AUDIT = 50_000;
/** Most tokens, the newest. */
const MAX_TOKENS = 1_000;

/** The zip; each wiki stays open while it is packed. @throws {AppError} `not_found` where there is no such person. */
export function exportAccount(
  house: House,
  leaver: Leaver,
  { onEnd }: DownloadOptions,
): Download {
  const { did } = leaver.caller;
  const user = house.platform.users.find(did);
  if (user === undefined) {
    throw new AppError("not_found", "Cannot find your account");
  }
  const name = user.username ?? "account";
  return {
    fileName: fileNameOf(house, name, "zip"),
    type: "application/zip",
    stream: streamZip(house, sourcesOf(house, leaver), onEnd),
  };
}

async function* sourcesOf(
  house: House,
  leaver: Leaver,
): AsyncGenerator<ZipSource> {
  const modifiedAt = house.now();
  const owned = house.platform.wikis.listOwnedBy(leaver.caller.did);
  const notes: { slug: string; bundle: string | null; reason?: string }[] = [];
  for (const row of owned) {
    const name = `${row.slug}.bundle`;
    try {
      const content = openBundle(house, leaver, row);
      yield { name, modifiedAt, content };
      notes.push({ slug: row.slug, bundle: name });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Empty, or suspended: the rest is taken along all the same.
      notes.push({ slug: row.slug, bundle: null, reason: error.message });
    }
  }
  const facts = { ...accountOf(house, leaver.caller.did), bundles: notes };
  const content = accountText(house, leaver.caller.did, facts);
  yield { name: "account.json", modifiedAt, content };
}

/** @throws {AppError} `conflict` for an empty wiki; `unavailable` for one that is suspended or cannot be opened. */
function openBundle(
  house: House,
  { caller, address }: Leaver,
  row: WikiRow,
): ReadableStream<Uint8Array> {
  using borrowed = house.openWikis.borrow(row);
  const wiki = forReading({
    ...{ house, caller, address },
    wiki: borrowed.wiki,
    role: "owner",
    door: "web",
    agent: null,
  });
  return bundleOf(wiki, () => {});
}

/** What is stored about a person, without anything that opens a door; what they did is {@linkcode accountText}'s. */
function accountOf(house: House, did: string) {
  const { users, wikis, members, tokens, sessions } = house.platform;
  const slugOf = (id: string) => wikis.findById(id)?.slug ?? null;
  return {
    exportedAt: house.now().toISOString(),
    person: users.find(did) ?? null,
    wikis: wikis.listOwnedBy(did),
    memberships: members.listOf(did).map(({ wikiId, role, addedAt }) => ({
      ...{ wiki: slugOf(wikiId), role, addedAt },
    })),
    tokens: tokens.listOf(did, MAX_TOKENS).map(({ wikiId, ...token }) => ({
      wiki: slugOf(wikiId),
      ...token,
    })),
    sessions: sessions.listLive(did, house.now().toISOString()),
  };
}

/** The facts as JSON, with what the person did; a long log comes in pieces, so that nobody waits for all of it. */
async function* accountText(
  house: House,
  did: string,
  facts: object,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const head = JSON.stringify(facts, null, 2).replace(/\n\}$/, "");
  yield encoder.encode(`${head},\n  "audit": [`);
  let comma = "";
  for (const entries of ownEntries(house, did)) {
    const lines = entries.map((entry) => `\n    ${JSON.stringify(entry)}`);
    if (lines.length > 0) yield encoder.encode(comma + lines.join(","));
    if (lines.length > 0) comma = ",";
    await nextTurn();
  }
  yield encoder.encode("\n  ]\n}\n");
}

/** What the person did; what others did to them is not theirs alone. */
function* ownEntries(
  { platform }: House,
  did: string,
): Generator<AuditEntry[]> {
  let before: number | undefined;
  for (let read = 0; read < MAX_AUDIT; read += AUDIT_PAGE) {
    const page = platform.audit.listOfPerson(did, {
      limit: AUDIT_PAGE,
      ...(before === undefined ? {} : { before }),
    });
    yield page.filter(({ actorDid }) => actorDid === did);
    if (page.length < AUDIT_PAGE) return;
    before = page.at(-1)!.id;
  }
}
