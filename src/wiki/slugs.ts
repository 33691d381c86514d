/**
 * Slugs: the first label of a wiki's host name, `garden` in `garden.robot.wtf`. People's user names share the rules, because
 * they share the namespace.
 *
 * @module
 */
import { AppError } from "../errors.ts";

const MIN_LENGTH = 3;
const MAX_LENGTH = 30;

/** Hosts of the service itself: refused for everybody. */
const TAKEN_HOSTS: ReadonlySet<string> = new Set([
  "api",
  "app",
  "auth",
  "mcp",
  "www",
]);

/** What people expect to be ours: only the operator may give these away. */
const RESERVED: ReadonlySet<string> = new Set([
  ..."admin api app assets auth billing blog dev docs ftp git help imap mail mcp ns ns1 ns2 null pop smtp ssh static status"
    .split(" "),
  ..."support undefined user vpn wiki www oauth repo robot".split(" "),
]);

/**
 * Checks a slug.
 *
 * @param options.strict also refuses what is reserved (people); else only the service's own hosts (the command line).
 * @throws {AppError} `invalid` with the first rule that is broken. Two hyphens in a row are refused for all: `xn--…` is how
 * a host name that looks like another one would be written.
 */
export function checkSlug(slug: string, options: { strict: boolean }): void {
  const problem = nameProblem(slug, options);
  if (problem !== undefined) throw new AppError("invalid", `slug ${problem}`);
}

/** What is wrong with a slug or user name, to follow its subject ("must be lowercase"); `undefined`: nothing. */
export function nameProblem(
  name: string,
  { strict }: { strict: boolean },
): string | undefined {
  const reserved = strict ? RESERVED : TAKEN_HOSTS;
  return shapeProblem(name) ?? (reserved.has(name) ? "is reserved" : undefined);
}

/**
 * A slug out of a handle: its first label; empty where that gives none that people may have.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { slugFromHandle } from "./slugs.ts";
 *
 * assert.equal(slugFromHandle("alice_bob.bsky.social"), "alicebob");
 * assert.equal(slugFromHandle("ab.bsky.social"), "abwiki");
 * ```
 */
export function slugFromHandle(handle: string): string {
  const label = handle.split(".")[0]!.toLowerCase()
    .replace(/[^a-z0-9-]/g, "").replace(/-{2,}/g, "-")
    .replace(/^-+|-+$/g, "");
  const slug = (label.length < MIN_LENGTH ? `${label}wiki` : label)
    .slice(0, MAX_LENGTH).replace(/-+$/, "");
  const isFine = shapeProblem(slug) === undefined && !RESERVED.has(slug);
  return isFine ? slug : "";
}

/** What is wrong with the letters of a slug; texts and order are those of the service before this one. */
function shapeProblem(slug: string): string | undefined {
  if (slug === "") return "is required";
  if (slug !== slug.toLowerCase()) return "must be lowercase";
  if (slug.length < MIN_LENGTH) {
    return `must be at least ${MIN_LENGTH} characters`;
  }
  if (slug.length > MAX_LENGTH) {
    return `must be at most ${MAX_LENGTH} characters`;
  }
  if (slug.startsWith("-") || slug.endsWith("-")) {
    return "must not start or end with a hyphen";
  }
  if (!/^[a-z0-9-]+$/.test(slug)) {
    return "must contain only lowercase letters, digits, and hyphens";
  }
  if (slug.includes("--")) return "must not contain two hyphens in a row";
  return undefined;
}
