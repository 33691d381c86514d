/**
 * People and wikis as those who run the service see them: facts, sizes and dates, nothing of what is written in a wiki.
 *
 * @module
 */
import type { Role } from "../db/platform/members.ts";
import type { User } from "../db/platform/users.ts";
import type { WikiRow } from "../db/platform/wikis.ts";
import {
  glanceAtFile,
  glanceOf,
  type IndexGlance,
} from "../db/index/index_glance.ts";
import { AppError } from "../errors.ts";
import { nextTurn } from "../next_turn.ts";
import { forOperator, type Operator } from "./access.ts";
import type { House } from "./house.ts";
import { findPerson } from "./operator.ts";
import { personName } from "./person_name.ts";
import { type Usage, usageOf } from "./usage.ts";
import { wikiPlaces } from "./wiki_folder.ts";
import { readWikiRow } from "./wiki_rows.ts";

/** Part of a list. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** A person in a list. */
export interface ListedUser extends User {
  readonly wikis: number;
  /** Browsers that are signed in. */
  readonly sessions: number;
  readonly isOperator: boolean;
}

/** A wiki in a list. */
export interface ListedWiki extends WikiRow {
  /** Handle of the owner; the DID where there is none that was verified. */
  readonly owner: string;
  /** `null`: cannot be told now. */
  readonly glance: IndexGlance | null;
}

/** One person. */
export interface UserFacts extends ListedUser {
  readonly owned: readonly WikiRow[];
  readonly memberships: readonly {
    readonly slug: string;
    readonly role: Role;
  }[];
}

/** One wiki. */
export interface WikiFacts extends ListedWiki {
  /** `null`: cannot be told, see {@linkcode WikiFacts.failure}. */
  readonly usage: Usage | null;
  readonly openReports: number;
  readonly failure: string | null;
}

/** What to look for, and which page, from 1. */
export interface ListQuery {
  readonly text?: string;
  readonly page?: number;
}

const PAGE_SIZE = 50;

/** People by handle, 50 on a page. */
export function listUsers(
  operator: Operator,
  query: ListQuery = {},
): ListPage<ListedUser> {
  const { users } = operator.house.platform;
  return pageOf(
    query,
    (wanted) => users.search(wanted),
    (user) => listedUser(operator, user),
  );
}

/** Wikis by slug, 50 on a page. Their indexes are looked at one by one, with room for others in between. */
export async function listWikis(
  operator: Operator,
  query: ListQuery = {},
): Promise<ListPage<ListedWiki>> {
  const { wikis } = operator.house.platform;
  const page = pageOf(query, (wanted) => wikis.search(wanted), (row) => row);
  const rows: ListedWiki[] = [];
  for (const row of page.rows) {
    rows.push(listedWiki(operator, row));
    await nextTurn();
  }
  return { ...page, rows };
}

/** One person. @throws {AppError} `not_found`. */
export function userFacts(operator: Operator, did: string): UserFacts {
  const { wikis, members } = operator.house.platform;
  const memberships = members.listOf(did).map(({ wikiId, role }) => ({
    slug: wikis.findById(wikiId)?.slug ?? wikiId,
    role,
  }));
  return {
    ...listedUser(operator, findPerson(operator, did)),
    ...{ owned: wikis.listOwnedBy(did), memberships },
  };
}

/** One wiki; it is opened, and only its sizes are read. @throws {AppError} `not_found`. */
export async function wikiFacts(
  operator: Operator,
  slug: string,
): Promise<WikiFacts> {
  const row = readWikiRow(operator.house, slug);
  const { openWikis, platform } = operator.house;
  const openReports = platform.reports.countOpen(row.id);
  const listed = { ...listedWiki(operator, row), openReports };
  try {
    using borrowed = openWikis.borrow(row);
    const usage = await usageOf(forOperator(operator.house, borrowed.wiki));
    return { ...listed, usage, failure: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...listed, usage: null, failure: error.message };
  }
}

function listedUser({ house }: Operator, user: User): ListedUser {
  const { platform, now, config } = house;
  const at = now().toISOString();
  return {
    ...user,
    wikis: platform.wikis.listOwnedBy(user.did).length,
    sessions: platform.sessions.listLive(user.did, at).length,
    isOperator: config.operators.includes(user.did),
  };
}

function listedWiki({ house }: Operator, row: WikiRow): ListedWiki {
  const did = row.ownerDid;
  const handle = house.platform.users.find(did)?.handle;
  return {
    ...row,
    owner: personName({ handle, did }),
    glance: glanceAt(house, row) ?? null,
  };
}

/** Its sizes; a wiki that is closed stays closed. */
function glanceAt(house: House, row: WikiRow): IndexGlance | undefined {
  const open = house.openWikis.peek(row.id);
  if (open !== undefined) return glanceOf(open.index);
  const folder = wikiPlaces(house.config.dataDir).folder(row.slug);
  return glanceAtFile(`${folder}/index.db`);
}

function pageOf<Row, Listed>(
  { text = "", page = 1 }: ListQuery,
  search: (
    wanted: { text: string; limit: number; offset: number },
  ) => { rows: Row[]; total: number },
  listed: (row: Row) => Listed,
): ListPage<Listed> {
  const number = Math.max(1, Math.min(Math.trunc(page) || 1, 1_000_000));
  const { rows, total } = search({
    text: text.trim().replace(/^@/, ""),
    ...{ limit: PAGE_SIZE, offset: (number - 1) * PAGE_SIZE },
  });
  return {
    rows: rows.map(listed),
    ...{
      total,
      page: number,
      pages: Math.max(1, Math.ceil(total / PAGE_SIZE)),
    },
  };
}
