/**
 * What the owner and admins decide about a wiki beside its preferences: name, description, and whom the three rights are granted
 * to. And what these levels mean, in plain words, made from the rule itself.
 *
 * @module
 */
import { transaction } from "../db/database.ts";
import type { Role } from "../db/platform/members.ts";
import type { Level, WikiChange, WikiRow } from "../db/platform/wikis.ts";
import { AppError } from "../errors.ts";
import { type ManageableWiki, rightsOf } from "./access.ts";
import { type AuditEvent, noteInAudit } from "./audit.ts";
import { checkWords } from "./wiki_making.ts";

/** The three levels of a wiki. */
export type Levels = Pick<
  WikiRow,
  "readAccess" | "writeAccess" | "attachmentAccess"
>;

/** Every level, the most open first. */
export const LEVELS = [
  "ANONYMOUS",
  "REGISTERED",
  "APPROVED",
] as const satisfies readonly Level[];

/** What a kind of visitor can do. */
export interface Allowance {
  /** `Everybody, without signing in`. */
  readonly who: string;
  /** `can read and write`. */
  readonly can: string;
}

/** Kinds of visitors, in the order of the table of `access.ts`. */
const VISITORS: readonly [string, { signedIn: boolean; role: Role | null }][] =
  [
    ["Everybody, without signing in", { signedIn: false, role: null }],
    ["Everybody who is signed in", { signedIn: true, role: null }],
    ["Viewers", { signedIn: true, role: "viewer" }],
    ["Editors", { signedIn: true, role: "editor" }],
    ["Admins and the owner", { signedIn: true, role: "admin" }],
  ];

/** What each kind of visitor can do under these levels. */
export function summaryOf(levels: Levels): Allowance[] {
  return VISITORS.map(([who, visitor]) => {
    const rights = rightsOf(levels, visitor);
    const deeds = [
      ...(rights.read ? ["read"] : []),
      ...(rights.write ? ["write"] : []),
      ...(rights.upload ? ["upload files"] : []),
      ...(rights.manage ? ["change these settings"] : []),
    ];
    return {
      who,
      can: deeds.length === 0 ? "cannot see it" : `can ${listed(deeds)}`,
    };
  });
}

/**
 * Sets the levels; who is granted what changes with the next request.
 *
 * @throws {AppError} `invalid` for a level that there is none of: unlike in the database, a mistake here is told.
 */
export function changeLevels(
  wiki: ManageableWiki,
  wanted: { [Name in keyof Levels]: string },
): void {
  const levels: Levels = {
    readAccess: readLevel(wanted.readAccess),
    writeAccess: readLevel(wanted.writeAccess),
    attachmentAccess: readLevel(wanted.attachmentAccess),
  };
  change(wiki, levels, {
    event: "access_changed",
    detail: levelsInWords(levels),
  });
}

/** How the audit log tells levels. */
export function levelsInWords(levels: Levels): string {
  const { readAccess, writeAccess, attachmentAccess } = levels;
  return `read ${readAccess}, write ${writeAccess}, upload ${attachmentAccess}`;
}

/** Sets name and description, one line each. @throws {AppError} `invalid` where one is too long or holds control characters. */
export function changeWords(
  wiki: ManageableWiki,
  wanted: { name: string; description: string },
): void {
  const words = checkWords(wanted);
  const { slug } = wiki.row;
  change(wiki, { ...words, name: words.name || slug }, {
    event: "wiki_renamed",
    detail: words.name || slug,
  });
}

function change(
  wiki: ManageableWiki,
  wanted: WikiChange,
  { event, detail }: { event: AuditEvent; detail: string },
): void {
  const { row, house: { platform } } = wiki;
  const isSame = Object.entries(wanted).every(([name, value]) =>
    row[name as keyof WikiRow] === value
  );
  if (isSame) return;
  transaction(platform.db, () => {
    platform.wikis.change(row.id, wanted);
    noteInAudit(wiki, event, detail);
  });
}

function readLevel(text: string): Level {
  const level = LEVELS.find((known) => known === text);
  if (level !== undefined) return level;
  throw new AppError(
    "invalid",
    `Cannot use "${text.slice(0, 100)}" as a level: ${
      LEVELS.join(", ")
    } are possible`,
  );
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  const last = words.at(-1)!;
  return words.length === 1
    ? last
    : `${words.slice(0, -1).join(", ")} and ${last}`;
}
