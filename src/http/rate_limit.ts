/**
 * Counts how often somebody does something: a token bucket for each class of `rate_classes.ts` and each credential, else for each
 * client address, in memory.
 *
 * @module
 */
import { AppError } from "../errors.ts";
import {
  RATE_CLASSES,
  type RateClass,
  type RateClassRow,
  type RateLimits,
} from "../rate_classes.ts";
import type { Caller } from "../wiki/access.ts";
import type { WikiDoor } from "./caller.ts";

/** What a request counts as, by door, method and path; the first that fits. Reading pages is not limited. */
const CLASSES: readonly {
  readonly door: WikiDoor | "site";
  readonly method: "POST" | "DELETE" | "unsafe" | "any";
  readonly path: RegExp;
  readonly counts: RateClass;
}[] = [
  {
    door: "site",
    method: "any",
    path: /^\/auth\/(?:callback|handoff)$/,
    counts: "signin",
  },
  { door: "site", method: "POST", path: /^\/auth\//, counts: "signin" },
  {
    door: "site",
    method: "any",
    path: /^\/app\/(?:wiki\/[^/]*|account)\/export$/,
    counts: "transfer",
  },
  {
    door: "site",
    method: "POST",
    path: /^\/app\/wiki\/[^/]*\/import\b/,
    counts: "transfer",
  },
  {
    door: "site",
    method: "POST",
    path:
      /^\/app\/(?:create|welcome|account\/delete|wiki\/[^/]*\/delete)$|^\/api\/wikis$/,
    counts: "create",
  },
  {
    door: "site",
    method: "DELETE",
    path: /^\/api\/(?:me|wikis\/[^/]*)$/,
    counts: "create",
  },
  { door: "site", method: "unsafe", path: /^/, counts: "manage" },
  {
    door: "site",
    method: "any",
    path: /^\/(?:app|api|avatar)\b/,
    counts: "platform",
  },
  { door: "mcp", method: "any", path: /^/, counts: "agent" },
  { door: "git", method: "POST", path: /^/, counts: "pack" },
  { door: "web", method: "POST", path: /^\/-\/report\b/, counts: "report" },
  {
    door: "web",
    method: "POST",
    path: /^\/-\/attachments\b/,
    counts: "upload",
  },
  { door: "web", method: "unsafe", path: /^\/-\/admin\b/, counts: "manage" },
  { door: "web", method: "unsafe", path: /^/, counts: "write" },
  {
    door: "api",
    method: "POST",
    path: /^\/api\/v1\/pages\/.*\/attachments\/?$/,
    counts: "upload",
  },
  {
    door: "api",
    method: "unsafe",
    path: /^\/api\/v1\/(?:preferences|access|members)\b/,
    counts: "manage",
  },
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

/**
 * Buckets of one class. Above it the one not used for longest goes, which is as if it were full again: a client with more addresses
 * than this frees its own, locks nobody out, and reaches no other class.
 */
const MAX_BUCKETS = 5_000;
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

/**
 * By whom a request is counted: the token, else the person (who can sign in again and again), else the address (of IPv6, the network
 * of one customer).
 */
export function rateKeyOf(caller: Caller | null, address: string): string {
  if (caller?.kind === "token") return `token ${caller.tokenId}`;
  if (caller?.kind === "session") return `person ${caller.did}`;
  if (!address.includes(":")) return address;
  return networkOf(address);
}

/** Whether a class counts everybody by address, whoever they are: it can be asked before that is known. */
export function isByAddress(counts: RateClass): boolean {
  const row: RateClassRow = RATE_CLASSES[counts];
  return row.by === "address";
}

/** What is left for somebody, and when that was so. */
interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

/** The buckets. */
export class RateLimiter {
  readonly #now: () => Date;
  readonly #limits: RateLimits;
  /** By class, then by key, least recently used first. */
  readonly #buckets = new Map<RateClass, Map<string, Bucket>>();

  constructor(now: () => Date, limits: RateLimits) {
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
    const { perMinute, burst } = this.#limits[counts];
    const atMs = this.#now().getTime();
    const buckets = this.#bucketsOf(counts);
    const known = buckets.get(key);
    const gained = known ? (atMs - known.atMs) * perMinute / MINUTE_MS : 0;
    const left = known
      ? Math.min(burst, known.left + Math.max(0, gained))
      : burst;
    buckets.delete(key);
    buckets.set(key, { left: left < 1 ? left : left - 1, atMs });
    dropOldest(buckets);
    if (left >= 1) return null;
    const seconds = Math.ceil((1 - left) * 60 / perMinute);
    return new AppError(
      "rate_limited",
      `Cannot do this so often: at most ${perMinute} a minute, try again in ${seconds} s`,
      { details: { retryAfterSeconds: seconds } },
    );
  }

  #bucketsOf(counts: RateClass): Map<string, Bucket> {
    const known = this.#buckets.get(counts);
    if (known !== undefined) return known;
    const made = new Map<string, Bucket>();
    this.#buckets.set(counts, made);
    return made;
  }
}

/**
 * Counts credentials that were sent and are wrong, by address. One that is good passes however many wrong ones came from there:
 * people behind one address, and agents of one company, do not lock each other out.
 *
 * @throws {AppError} what `identify` throws; `rate_limited` instead of `unauthenticated` where there were too many.
 */
export async function countFailures<T>(
  limiter: RateLimiter,
  from: { readonly headers: Headers; readonly address: string },
  identify: () => Promise<T>,
): Promise<T> {
  try {
    return await identify();
  } catch (error) {
    const isWrong = error instanceof AppError &&
      error.code === "unauthenticated" && from.headers.has("authorization");
    if (isWrong) limiter.take("guess", rateKeyOf(null, from.address));
    throw error;
  }
}

function dropOldest(buckets: Map<string, Bucket>): void {
  if (buckets.size <= MAX_BUCKETS) return;
  for (const key of buckets.keys()) {
    buckets.delete(key);
    return;
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
