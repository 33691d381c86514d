/**
 * Changing preferences: checked by the declared table, all or nothing.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { ManageableWiki } from "./access.ts";
import { noteInAudit } from "./audit.ts";
import { catchUp } from "./index_follower.ts";
import { lookUp } from "./look_up.ts";
import { newPagePath, withoutOuterSlashes } from "./page_path.ts";
import {
  type Preference,
  type PreferenceName,
  type PreferenceNames,
  preferenceOf,
  PREFERENCES,
} from "./preferences.ts";

/** Longest values, in characters. */
const MAX_LENGTH = { line: 500, text: 20_000 };

/** Values as they would be stored, and what is wrong with which of them. */
export interface CheckedPreferences {
  readonly values: ReadonlyMap<PreferenceName, string>;
  /** Sentences by name; empty: all is well. */
  readonly problems: Readonly<Record<string, string>>;
}

/**
 * Sets preferences, all or none; what stays as it is makes no row. Where the order of links changes, the index begins to read
 * every page anew.
 *
 * @throws {AppError} `invalid` for a name that there is none of and for a value that is not possible; the message says what is
 * wrong with each.
 */
export function setPreferences(
  wiki: ManageableWiki,
  wanted: Readonly<Record<string, string>>,
): void {
  const { values, problems } = checkPreferences(wiki, wanted);
  const wrong = Object.entries(problems);
  if (wrong.length > 0) {
    const words = wrong.map(([name, problem]) => `${name}: ${problem}`);
    throw new AppError("invalid", `Cannot save: ${words.join(" ")}`);
  }
  const { wiki: open, house } = wiki.visit;
  const changed = [...values].filter(([name, value]) =>
    value !== preferenceOf(wiki.preferences, name)
  );
  if (changed.length === 0) return;
  const names = changed.map(([name]) => name).join(", ");
  noteInAudit(wiki, "preferences_changed", names); // first: it is another file, and a change without an entry is worse than the reverse
  open.records.preferences.setAll(new Map(changed));
  catchUp(open, house.log);
}

/** Reads and checks values; nothing is changed. */
export function checkPreferences(
  wiki: ManageableWiki,
  wanted: Readonly<Record<string, string>>,
): CheckedPreferences {
  const names = namesOf(wiki);
  const values = new Map<PreferenceName, string>();
  const problems: [string, string][] = [];
  for (const [name, given] of Object.entries(wanted)) {
    if (!Object.hasOwn(PREFERENCES, name)) {
      problems.push([name, "There is no such preference."]);
      continue;
    }
    const row: Preference = PREFERENCES[name as PreferenceName];
    const value = normalised(row, given);
    const problem = problemOf(row, value, names);
    if (problem === null) values.set(name as PreferenceName, value);
    else problems.push([name, problem]);
  }
  return { values, problems: Object.fromEntries(problems) };
}

/** A line has no line breaks and nothing around it; a text ends without a line break. */
function normalised({ kind }: Preference, given: string): string {
  const text = given.toWellFormed().normalize("NFC");
  if (kind === "text") return text.replace(/\r\n?/g, "\n").trim();
  return text.replace(/\s+/g, " ").trim();
}

function problemOf(
  row: Preference,
  value: string,
  names: PreferenceNames,
): string | null {
  if (row.kind === "switch") {
    return value === "on" || value === "" ? null : "Wanted on, or nothing.";
  }
  if (row.kind === "choice") {
    return Object.hasOwn(row.choices, value)
      ? null
      : `Wanted one of ${Object.keys(row.choices).filter(Boolean).join(", ")}.`;
  }
  const longest = MAX_LENGTH[row.kind];
  if (value.length > longest) return `Wanted at most ${longest} characters.`;
  // Line ends and tabs are part of a text; anything else has no business in a page's head.
  if (/[\p{Cc}\p{Bidi_C}]/u.test(value.replace(/[\n\t]/g, ""))) {
    return "Wanted no control characters.";
  }
  return value === "" ? null : row.check?.(value, names) ?? null;
}

function namesOf(wiki: ManageableWiki): PreferenceNames {
  return {
    mayBePage(path) {
      if (lookUp(wiki, withoutOuterSlashes(path)).kind === "page") return true;
      try {
        newPagePath(path);
        return true;
      } catch (error) {
        if (error instanceof AppError) return false;
        throw error;
      }
    },
    isPicture(path) {
      const found = lookUp(wiki, withoutOuterSlashes(path));
      return found.kind === "file" &&
        /\.(?:png|jpe?g|gif|webp|avif|ico)$/i.test(found.path);
    },
  };
}
