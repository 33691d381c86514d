/**
 * A word to be shown once on the next page: "Saved", after a redirect. It travels in a cookie of this
 * host, which a visitor can write, so the cookie names one of a few sentences and never holds one.
 *
 * @module
 */
import { cookieLine, readCookie } from "./cookies.ts";
import type { DoorContext } from "./env.ts";
import type { Notice } from "./views/form_parts.tsx";

/** The sentences, by code; `detail` is text, and short. */
const SENTENCES = {
  saved: () => ["success", "Saved."],
  created: () => ["success", "The page was created."],
  unchanged: () => ["info", "Nothing was changed, so nothing was saved."],
  merged: (detail) => [
    "warning",
    `Saved together with changes that were made meanwhile${
      detail ? ` by ${detail}` : ""
    }.`,
  ],
  deleted: (detail) => [
    "success",
    detail ? `${detail} was deleted.` : "The page was deleted.",
  ],
  renamed: (detail) => ["success", `The page is called ${detail} now.`],
  reverted: () => ["success", "The change was reverted."],
  restored: (detail) => ["success", `${detail} was restored.`],
  pages_deleted: (detail) => [
    "success",
    detail === "1 page" ? "1 page was deleted." : `${detail} were deleted.`,
  ],
  uploaded: (detail) => ["success", `Stored: ${detail}.`],
  file_renamed: (detail) => ["success", `The file is called ${detail} now.`],
  draft_discarded: () => ["success", "The draft was discarded."],
  wiki_created: () => ["success", "Your wiki is made."],
  wiki_deleted: (detail) => [
    "success",
    `The wiki ${detail} was deleted; its address is held for you.`,
  ],
  wiki_left: (detail) => ["success", `You left ${detail}.`],
  member_invited: () => [
    "success",
    "Invited. We send no message: tell them the wiki's address.",
  ],
  member_removed: () => ["success", "Removed."],
  token_revoked: (detail) => [
    "success",
    `The token ${detail} is revoked: it opens nothing any more.`,
  ],
  session_ended: () => ["success", "That session is over."],
  signed_out_everywhere: () => ["success", "You are signed out everywhere."],
  account_deleted: () => [
    "success",
    "Your account was deleted, with your wikis. You may come back at any time.",
  ],
  reported: () => ["success", "The operator was told. Thank you."],
  signed_in: () => ["success", "You are signed in."],
  signed_out: () => ["success", "You are signed out."],
} satisfies Record<
  string,
  (detail: string) => readonly [Notice["kind"], string]
>;

/** Which sentence. */
export type FlashCode = keyof typeof SENTENCES;

const NAME = "__Host-flash";
const LIFETIME_SECONDS = 60;
const MAX_DETAIL = 120;

/** Shows a sentence on the next page of this host. */
export function setFlash(
  c: DoorContext,
  code: FlashCode,
  detail = "",
): void {
  const shown = detail.slice(0, MAX_DETAIL).toWellFormed(); // the cut may go through a character
  const value = `${code}.${encodeURIComponent(shown)}`;
  c.header(
    "Set-Cookie",
    cookieLine({ name: NAME, value, maxAgeSeconds: LIFETIME_SECONDS }),
    { append: true },
  );
}

/** Whether a sentence waits: then no 304 may be answered. */
export function hasFlash(c: DoorContext): boolean {
  return readCookie(c.req.header("cookie"), NAME) !== undefined;
}

/** The sentence that waits, and takes it away; none: an empty list. */
export function takeFlash(c: DoorContext): readonly Notice[] {
  const value = readCookie(c.req.header("cookie"), NAME);
  if (value === undefined) return [];
  c.header(
    "Set-Cookie",
    cookieLine({ name: NAME, value: "", maxAgeSeconds: 0 }),
    { append: true },
  );
  const notice = noticeOf(value);
  return notice ? [notice] : [];
}

/** The sentence that a cookie's value names, or `undefined` where it names none. */
function noticeOf(value: string): Notice | undefined {
  const dot = value.indexOf(".");
  const code = value.slice(0, dot);
  if (dot < 0 || !Object.hasOwn(SENTENCES, code)) return undefined;
  const detail = decoded(value.slice(dot + 1)).slice(0, MAX_DETAIL);
  const [kind, text] = SENTENCES[code as FlashCode](detail);
  return { kind, text };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ""; // not ours: decodeURIComponent throws where the text is malformed
  }
}
