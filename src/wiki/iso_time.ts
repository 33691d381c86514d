/** Times as people and agents write them. @module */
import { AppError } from "../errors.ts";

/** Seconds since 1970 in an ISO 8601 date (its beginning) or time, rounded up; without a zone: UTC. @throws {AppError} `invalid`. */
export function secondsOf(time: string): number {
  const iso =
    /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/
      .exec(time.trim());
  const hasZone = iso?.[1] !== undefined || !/[T ]/.test(time.trim());
  const at = iso && Date.parse(iso[0].replace(" ", "T") + (hasZone ? "" : "Z"));
  if (at === null || Number.isNaN(at)) {
    throw new AppError(
      "invalid",
      `Cannot read "${time}" as a date: write 2026-01-31 or 2026-01-31T12:00:00Z`,
    );
  }
  return Math.ceil(at / 1000);
}

/** As {@linkcode secondsOf}, but of a date alone its last second. @throws {AppError} `invalid`. */
export function endOf(time: string): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(time.trim());
  return secondsOf(time) + (isDay ? DAY_SECONDS - 1 : 0);
}

const DAY_SECONDS = 86_400;
