/**
 * How often somebody may do what: one table, so that the program, its settings and its documentation say the same.
 *
 * The numbers are for accidents and abuse. Reading pages is not limited at all; a person who mistypes, a class of thirty who sign
 * in from one school and an agent that fills a wiki in one go meet none of them.
 *
 * @module
 */

/** How often. */
export interface RateLimit {
  /** What is gained a minute. */
  readonly perMinute: number;
  /** What may come at once after a quiet time. */
  readonly burst: number;
}

/** A {@linkcode RateLimit}, whom it counts, and the reason for its numbers. */
export interface RateClassRow extends RateLimit {
  /** `address`: everybody, by network address; left out: by credential, where there is one. */
  readonly by?: "address";
  readonly counts: string;
  readonly why: string;
}

/** The table. */
export const RATE_CLASSES = {
  signin: {
    ...{ perMinute: 30, burst: 60, by: "address" },
    counts:
      "sending a handle or a sign-in link, and coming back from the identity server",
    why:
      "signing in takes two; a class of thirty may do it at once, each wrong handle asks other people's servers",
  },
  guess: {
    ...{ perMinute: 300, burst: 600, by: "address" },
    counts:
      "credentials that are wrong; good ones from the same address pass all the same",
    why:
      "a program with an expired token tries a few times a second, and hosted agents share addresses",
  },
  create: {
    ...{ perMinute: 10, burst: 20 },
    counts: "making and deleting wikis and accounts",
    why: "a person makes one wiki, and may mistype its name many times",
  },
  transfer: {
    ...{ perMinute: 6, burst: 12 },
    counts: "imports and exports of whole wikis",
    why: "each may keep a processor busy for minutes",
  },
  manage: {
    ...{ perMinute: 60, burst: 120 },
    counts: "settings, members, tokens, sessions",
    why: "a program that sets up a wiki sends some dozens",
  },
  platform: {
    ...{ perMinute: 600, burst: 600 },
    counts: "reading the platform's pages and API",
    why: "asking on each key whether a name is free takes some a second",
  },
  upload: {
    ...{ perMinute: 120, burst: 240 },
    counts: "uploads of attachments",
    why: "an agent brings the two hundred pictures of a wiki in a row",
  },
  report: {
    ...{ perMinute: 3, burst: 10, by: "address" },
    counts: "reports to the operator",
    why:
      "somebody may find several bad pages; each report takes an operator's time",
  },
  write: {
    ...{ perMinute: 1_200, burst: 1_200 },
    counts: "changes through the browser and REST",
    why: "a program that writes 500 pages in a row stays below half of it",
  },
  agent: {
    ...{ perMinute: 6_000, burst: 6_000 },
    counts: "calls of MCP, most of which read",
    why:
      "an agent with helpers calls several tools a second, a hundred would be a runaway",
  },
  pack: {
    ...{ perMinute: 600, burst: 600 },
    counts: "clones and fetches",
    why:
      "a build farm behind one address; how many are packed at once is limited besides",
  },
  search: {
    ...{ perMinute: 6_000, burst: 6_000 },
    counts: "searches, histories, diffs and blame",
    why:
      "the reads that cost most, some milliseconds each; programs that compare many pages ask in a row",
  },
} as const satisfies Readonly<Record<string, RateClassRow>>;

/** A kind of request that is counted by itself. */
export type RateClass = keyof typeof RATE_CLASSES;

/** The numbers in force. */
export type RateLimits = Readonly<Record<RateClass, RateLimit>>;

const MAX_NUMBER = 1_000_000;

/**
 * The table with the numbers that a setting names changed: `signin=10/20,write=600` (a minute, and at once; left out: as many).
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { readRateLimits } from "./rate_classes.ts";
 *
 * assert.deepEqual(readRateLimits("write=600").write, { perMinute: 600, burst: 600 });
 * assert.throws(() => readRateLimits("writes=600"), /signin, guess/);
 * ```
 *
 * @throws {Error} whose message says what is wanted.
 */
export function readRateLimits(text: string): RateLimits {
  const limits: Record<string, RateLimit> = {};
  for (const [name, { perMinute, burst }] of Object.entries(RATE_CLASSES)) {
    limits[name] = { perMinute, burst };
  }
  const named = new Set<string>();
  for (const part of text.split(",").map((item) => item.trim())) {
    if (part === "") continue;
    const match = /^([a-z]+)=(\d{1,7})(?:\/(\d{1,7}))?$/.exec(part);
    const name = match?.[1] ?? "";
    const perMinute = Number(match?.[2]);
    const burst = Number(match?.[3] ?? match?.[2]);
    const fits = [perMinute, burst].every((n) => n >= 1 && n <= MAX_NUMBER);
    if (!Object.hasOwn(limits, name) || named.has(name) || !fits) {
      throw new Error(
        `wanted class=a minute/at once, such as signin=10/20,write=600; each class once, numbers from 1 to ${MAX_NUMBER}, classes: ${
          Object.keys(RATE_CLASSES).join(", ")
        }`,
      );
    }
    named.add(name);
    limits[name] = { perMinute, burst };
  }
  return limits as RateLimits;
}
