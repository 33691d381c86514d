/**
 * How often somebody may do something: a token bucket for each credential, else for each client
 * address, in memory. The numbers are for accidents and abuse; an agent that writes a hundred pages is
 * normal use.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import type { Caller } from "../wiki/access.ts";
import type { WikiDoor } from "./caller.ts";

/** A kind of request that is counted by itself. */
export type RateClass = "signin" | "write" | "agent" | "pack" | "search";

/** Requests a minute; as many may come at once after a quiet minute. */
export const RATE_LIMITS: Readonly<Record<RateClass, number>> = {
  /** Posts that try a sign-in secret or a handle. */
  signin: 10,
  /** Changes through the browser and REST. */
  write: 1_200,
  /** Calls of MCP: most are reads. */
  agent: 6_000,
  /** Clones and fetches. */
  pack: 600,
  /** Searches, histories, diffs and blame: the reads that cost most. */
  search: 6_000,
};

/** What a request counts as, by door, method and path; the first that fits. Reading pages is not limited. */
const CLASSES: readonly {
  readonly door: WikiDoor | "site";
  readonly method: "POST" | "unsafe" | "any";
  readonly path: RegExp;
  readonly counts: RateClass;
}[] = [
  { door: "site", method: "POST", path: /^\/auth\//, counts: "signin" },
  { door: "mcp", method: "any", path: /^/, counts: "agent" },
  { door: "git", method: "POST", path: /^/, counts: "pack" },
  { door: "web", method: "unsafe", path: /^/, counts: "write" },
  { door: "api", method: "unsafe", path: /^/, counts: "write" },
  {
    door: "web",
    method: "any",
    path: /^\/-\/(search|diff|blame|commit|changelog|history|at)\b/,
    counts: "search",
  },
  {
    door: "api",
    method: "any",
    path:
      /^\/api\/v1\/(search|diff|blame|links|changelog|history|commits|at)\b/,
    counts: "search",
  },
];

const MAX_BUCKETS = 20_000;
const MINUTE_MS = 60_000;

/** What a request counts as, or `undefined`. */
export function rateClassOf(
  door: WikiDoor | "site",
  method: string,
  path: string,
): RateClass | undefined {
  const isUnsafe = !["GET", "HEAD", "OPTIONS"].includes(method);
  const found = CLASSES.find((row) =>
    row.door === door && row.path.test(path) &&
    (row.method === "any" || (row.method === "unsafe" && isUnsafe) ||
      row.method === method)
  );
  return found?.counts;
}

/** By whom a request is counted: the credential, else the address (of IPv6, the network of one customer). */
export function rateKeyOf(caller: Caller | null, address: string): string {
  if (caller?.kind === "token") return `token ${caller.tokenId}`;
  if (caller?.kind === "session") return `session ${caller.sessionId}`;
  if (!address.includes(":")) return address;
  return networkOf(address);
}

/** The buckets. */
export class RateLimiter {
  readonly #now: () => Date;
  readonly #limits: Readonly<Record<RateClass, number>>;
  /** What is left, least recently used first. */
  readonly #buckets = new Map<string, { left: number; atMs: number }>();

  constructor(
    now: () => Date,
    limits: Readonly<Record<RateClass, number>> = RATE_LIMITS,
  ) {
    this.#now = now;
    this.#limits = limits;
  }

  /** Counts one request. @throws {AppError} `rate_limited`, with the seconds to wait. */
  take(counts: RateClass, key: string): void {
    const refusal = this.refusal(counts, key);
    if (refusal !== null) throw refusal;
  }

  /** {@linkcode RateLimiter.take} for who wants the failure in hand; `null`: the request may go on. */
  refusal(counts: RateClass, key: string): AppError | null {
    const perMinute = this.#limits[counts];
    const atMs = this.#now().getTime();
    const name = `${counts} ${key}`;
    const known = this.#buckets.get(name);
    const gained = known ? (atMs - known.atMs) * perMinute / MINUTE_MS : 0;
    const left = known
      ? Math.min(perMinute, known.left + Math.max(0, gained))
      : perMinute;
    this.#buckets.delete(name);
    this.#buckets.set(name, { left: left < 1 ? left : left - 1, atMs });
    this.#dropOldest();
    if (left >= 1) return null;
    const seconds = Math.ceil((1 - left) * 60 / perMinute);
    return new AppError(
      "rate_limited",
      `Cannot do this so often: at most ${perMinute} a minute, try again in ${seconds} s`,
      { details: { retryAfterSeconds: seconds } },
    );
  }

  #dropOldest(): void {
    if (this.#buckets.size <= MAX_BUCKETS) return;
    for (const name of this.#buckets.keys()) {
      this.#buckets.delete(name);
      return;
    }
  }
}

/** The first 64 bits of an IPv6 address, written out. */
function networkOf(address: string): string {
  const [head = "", tail] = address.split("::") as [string, string?];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...new Array(Math.max(0, zeros)).fill("0"), ...right]
    .slice(0, 4).join(":") + "::/64";
}
