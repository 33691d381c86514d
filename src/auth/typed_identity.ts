/**
 * What people type to say who they are, read kindly: `alice`, `@alice.bsky.social`, `at://…`, the address of a profile, a DID, or the
 * address of a server.
 *
 * @module
 */
import { isHandle } from "../identifiers.ts";
import { SigninFailure } from "./signin_failure.ts";

/** What somebody typed. */
export type TypedIdentity =
  | { readonly kind: "handle"; readonly handle: string }
  | { readonly kind: "did"; readonly did: string }
  /** Origin of a server: which of its people it is, they say there. */
  | { readonly kind: "server"; readonly url: string };

/** Where a handle without a dot is taken to be. */
const DEFAULT_DOMAIN = "bsky.social";
const MAX_LENGTH = 2_048;
/** The handle or DID in the address of a profile, as several apps write it. */
const PROFILE = /^\/profile\/([^/]+)\/?$/;

const BARE_PROFILE = /^[a-z0-9.-]+\/profile\/[^/]/i;

/** Whether a text is a DID of the methods that ATProto knows. @see {@link https://atproto.com/specs/did} */
export function isAtprotoDid(text: string): boolean {
  return /^did:plc:[a-z2-7]{24}$/.test(text) ||
    text.length <= MAX_LENGTH &&
      /^did:web:[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(text);
}

/** What was typed without what nobody sees: control and direction characters and spaces, which come along when text is copied. */
export function withoutInvisible(text: string): string {
  return text.slice(0, MAX_LENGTH).normalize("NFC")
    .replace(/[\p{C}\p{Z}\u034f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f]+/gu, "");
}

/**
 * Reads what somebody typed.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { readTyped } from "./typed_identity.ts";
 *
 * assert.deepEqual(readTyped("@Alice"), { kind: "handle", handle: "alice.bsky.social" });
 * assert.deepEqual(readTyped("https://pds.example/"), { kind: "server", url: "https://pds.example" });
 * assert.throws(() => readTyped("alice@example.org"), { reason: "not_a_name" });
 * ```
 *
 * @throws {SigninFailure} `not_a_name`.
 */
export function readTyped(
  typed: string,
  { allowLocal = false }: { allowLocal?: boolean } = {},
): TypedIdentity {
  const text = withoutInvisible(typed);
  if (text === "") {
    throw refusal("Type your handle first, such as alice.bsky.social");
  }
  if (/^https?:/i.test(text)) return readAddress(text, allowLocal);
  // Some browsers copy addresses without their beginning.
  if (BARE_PROFILE.test(text)) return readAddress(`https://${text}`, false);
  const name = text.replace(/^at:\/\//i, "").replace(/\/.*$/, "")
    .replace(/^[@＠]+/, "");
  if (/^did:/i.test(name)) return readDid(name);
  if (name.includes("@")) {
    throw refusal(
      `${
        shown(text)
      } looks like an e-mail address or a name of another network: type the handle of your Bluesky (ATProto) account, such as alice.bsky.social`,
    );
  }
  const handle = name.toLowerCase();
  const whole = handle.includes(".") ? handle : `${handle}.${DEFAULT_DOMAIN}`;
  if (isHandle(whole)) return { kind: "handle", handle: whole };
  throw refusal(
    `${
      shown(text)
    } cannot be a handle: one has letters, digits, hyphens and dots, such as alice.bsky.social. A DID (did:plc:…) or the address of your server (https://…) will do too`,
  );
}

function readDid(text: string): TypedIdentity {
  if (isAtprotoDid(text)) return { kind: "did", did: text };
  throw refusal(
    `${
      shown(text)
    } is not a DID that can sign in: one looks like did:plc: and 24 letters and digits, or did:web:example.com. Or type your handle`,
  );
}

/** An address is a server's, or that of a profile, which names a person. */
function readAddress(text: string, allowLocal: boolean): TypedIdentity {
  const url = URL.parse(text);
  const name = url && PROFILE.exec(url.pathname)?.[1];
  if (name) return readTyped(name);
  const isLocal = allowLocal && url !== null &&
    ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const isGood = url !== null && url.username === "" && url.password === "" &&
    (isLocal ||
      url.protocol === "https:" && url.port === "" &&
        url.hostname.includes("."));
  if (isGood) return { kind: "server", url: url.origin };
  throw refusal(
    `${
      shown(text)
    } cannot be the address of your server: it begins with https:// and has neither a port nor a user name, such as https://bsky.social. Or type your handle`,
  );
}

/** Cut, because it stands in a sentence. */
function shown(text: string): string {
  return `“${
    text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text
  }”`;
}

function refusal(sentence: string): SigninFailure {
  return new SigninFailure("not_a_name", sentence);
}
