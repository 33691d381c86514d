/**
 * The message that stands in the editor's field: a wiki's template, filled in. Pure.
 *
 * | sign                | stands for                              |
 * | ------------------- | --------------------------------------- |
 * | `%P`                | the page's name, `Actors/Iran`          |
 * | `%Y %m %d %H %M %S` | year, month, day, hour, minute, second  |
 * | `%y %j %e`          | two digits of the year, day of the year, day without a zero |
 * | `%F %T %R`          | `%Y-%m-%d`, `%H:%M:%S`, `%H:%M`         |
 * | `%A %a %B %b`       | names of the day and the month          |
 * | `%%`                | a `%`                                   |
 *
 * Times are UTC. What is not in the table stays as it is.
 *
 * @module
 */
import { displayPath } from "./page_path.ts";

const DAYS = [
  ...["Sunday", "Monday", "Tuesday", "Wednesday"],
  ...["Thursday", "Friday", "Saturday"],
];

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

const DAY_MS = 24 * 3600 * 1000;

/** Longest message that a template makes, in UTF-16 units: what the field takes. */
const MAX_LENGTH = 500;

/**
 * A template of `DEFAULT_COMMIT_MESSAGE` for one page and moment.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { fillMessage } from "./default_message.ts";
 *
 * const at = new Date("2026-11-20T08:05:00Z");
 * assert.equal(fillMessage("%P, %F: 100%%", { path: "To_do", at }), "To do, 2026-11-20: 100%");
 * ```
 */
export function fillMessage(
  template: string,
  { path, at }: { path: string; at: Date },
): string {
  const filled = template.replace(
    /%([A-Za-z%])/g,
    (whole, sign: string) => valueOf(sign, path, at) ?? whole,
  );
  return filled.replace(/\s+/g, " ").trim().slice(0, MAX_LENGTH)
    .toWellFormed();
}

function valueOf(sign: string, path: string, at: Date): string | undefined {
  const iso = at.toISOString();
  switch (sign) {
    case "P":
      return displayPath(path);
    case "Y":
      return iso.slice(0, 4);
    case "y":
      return iso.slice(2, 4);
    case "m":
      return iso.slice(5, 7);
    case "d":
      return iso.slice(8, 10);
    case "e":
      return String(at.getUTCDate());
    case "j":
      return String(dayOfYear(at)).padStart(3, "0");
    case "A":
      return DAYS[at.getUTCDay()];
    case "a":
      return DAYS[at.getUTCDay()]!.slice(0, 3);
    case "B":
      return MONTHS[at.getUTCMonth()];
    case "b":
      return MONTHS[at.getUTCMonth()]!.slice(0, 3);
    default:
      return timeOf(sign, iso);
  }
}

function timeOf(sign: string, iso: string): string | undefined {
  switch (sign) {
    case "F":
      return iso.slice(0, 10);
    case "T":
      return iso.slice(11, 19);
    case "R":
      return iso.slice(11, 16);
    case "H":
      return iso.slice(11, 13);
    case "M":
      return iso.slice(14, 16);
    case "S":
      return iso.slice(17, 19);
    case "%":
      return "%";
    default:
      return undefined;
  }
}

function dayOfYear(at: Date): number {
  const first = Date.UTC(at.getUTCFullYear(), 0, 1);
  return Math.floor((at.getTime() - first) / DAY_MS) + 1;
}
