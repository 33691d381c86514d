/**
 * Answers "you have this already" before anything is rendered.
 *
 * The tag is made of all that a page of a wiki depends on: the head of its repository, its settings, the
 * program, and who looks with what rights. Of the page's text alone it would survive a sign-out.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { ReadableWiki } from "../wiki/access.ts";
import { newcomerUntil } from "../wiki/listing.ts";
import type { WikiEnv } from "./env.ts";
import { hasFlash } from "./flash.ts";

/** The language of the pages; part of the tag, for the day when there are several. */
const LOCALE = "en";

/**
 * A 304 where the browser's copy is current, else `undefined`; either way the answer gets its `ETag`.
 * While a flash waits, there is neither.
 */
export function notModified(
  c: Context<WikiEnv>,
  wiki: ReadableWiki,
): Response | undefined {
  c.header("Cache-Control", "private, no-cache");
  if (hasFlash(c)) return undefined;
  const etag = etagOf(wiki);
  c.header("ETag", etag);
  return isAmong(etag, c.req.header("if-none-match"))
    ? c.body(null, 304)
    : undefined;
}

/**
 * A 304 where the browser names the tag of now, before anybody looks what the address names: it got that tag with an answer
 * from this very address, and nothing that the answer depends on has changed since. `undefined` also for `*`, which asks
 * whether there is anything.
 */
export function unchangedSince(
  c: Context<WikiEnv>,
  wiki: ReadableWiki,
): Response | undefined {
  const header = c.req.header("if-none-match");
  if (header === undefined || header.trim() === "*") return undefined;
  return hasFlash(c) || !isAmong(etagOf(wiki), header)
    ? undefined
    : notModified(c, wiki);
}

/** The tag of everything that this caller may see of the wiki now. */
export function etagOf(wiki: ReadableWiki): string {
  const { caller, head, house, preferences, rights, role, row } = wiki;
  const { did, handle, name } = caller.kind === "anonymous"
    ? { did: null, handle: null, name: null }
    : caller;
  const all = [
    head,
    preferences.version(),
    house.build,
    [row.name, row.description],
    [did, handle, name],
    [rights.read, rights.write, rights.upload, rights.manage, role],
    newcomerUntil(house, row) === null,
    LOCALE,
  ];
  const hash = createHash("sha256").update(JSON.stringify(all));
  return `W/"${hash.digest("base64url").slice(0, 22)}"`;
}

/** Whether an `If-None-Match` names the tag (weak comparison, as RFC 9110 §13.1.2 wants it). */
export function isAmong(etag: string, header: string | undefined): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  const opaque = etag.replace(/^W\//, "");
  return header.split(",").some((tag) =>
    tag.trim().replace(/^W\//, "") === opaque
  );
}
