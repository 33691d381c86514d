/**
 * Where the address in a link or an image leads: outside, into this wiki, to a heading of the same page, or nowhere because its
 * scheme is not allowed. Renderer and link scanner ask the same function, so they cannot disagree.
 *
 * @module
 */

/** What an address means. */
export type Destination =
  /** `http`, `https` or `mailto`, as the writer gave it. */
  | { readonly kind: "outside"; readonly url: string }
  /** A page or file of this wiki. */
  | {
    readonly kind: "inside";
    readonly target: string;
    readonly fragment: string;
    readonly query: string;
  }
  /** A heading of the same page. */
  | { readonly kind: "heading"; readonly fragment: string }
  /** Not allowed, or empty. */
  | { readonly kind: "nowhere" };

const NOWHERE: Destination = { kind: "nowhere" };
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const ALLOWED_SCHEME = /^(?:https?:\/\/|mailto:)/i;

/**
 * Classifies an address whose entities are already decoded. A browser drops tabs and line ends anywhere in an address and
 * controls and spaces before it, and takes `\` for `/`; so does this function before it looks for a scheme.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { readDestination } from "./link_destination.ts";
 *
 * assert.equal(readDestination("java\nscript:alert(1)").kind, "nowhere");
 * assert.deepEqual(readDestination("/Actors/Iran#Early%20years"), {
 *   kind: "inside", target: "Actors/Iran", fragment: "Early years", query: "",
 * });
 * ```
 *
 * @see {@link https://url.spec.whatwg.org/#concept-basic-url-parser}
 */
export function readDestination(address: string): Destination {
  const url = trimAddress(address);
  if (url === "") return NOWHERE;
  if (url.startsWith("#")) {
    return { kind: "heading", fragment: decodePercent(url.slice(1)) };
  }
  if (SCHEME.test(url)) {
    return ALLOWED_SCHEME.test(url) ? { kind: "outside", url } : NOWHERE;
  }
  if (/^[/\\]{2}/.test(url)) return NOWHERE; // another host without a scheme
  return insideOf(url);
}

/** What a browser ignores in an address is cut away. */
function trimAddress(address: string): string {
  return address.replace(/[\t\n\r]/g, "").replace(/^[\0-\x20]+/, "").trimEnd();
}

/** Splits `path?query#fragment`. */
function insideOf(url: string): Destination {
  const hash = url.indexOf("#");
  const beforeHash = hash < 0 ? url : url.slice(0, hash);
  const mark = beforeHash.indexOf("?");
  const path = mark < 0 ? beforeHash : beforeHash.slice(0, mark);
  if (path === "") return NOWHERE;
  return {
    kind: "inside",
    target: targetOf(path),
    fragment: hash < 0 ? "" : decodePercent(url.slice(hash + 1)),
    query: mark < 0 ? "" : beforeHash.slice(mark + 1),
  };
}

/**
 * The path as links name it: from the root, or beginning with `./` or `../` where it is relative. `install.md` is
 * relative, as in a browser and on GitHub.
 */
function targetOf(path: string): string {
  const target = decodePercent(path);
  if (/^[/\\]/.test(target)) return target.slice(1);
  return /^\.\.?(?:[/\\]|$)/.test(target) ? target : `./${target}`;
}

/** Percent-decodes; text that does not decode is meant as it stands (`100%`). */
function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  colon: ":",
  sol: "/",
  num: "#",
  Tab: "\t",
  NewLine: "\n",
};

/**
 * Decodes numeric character references and the few named ones that matter in an address or a title. (All 2,231 names of HTML
 * are known to the sanitiser alone.)
 */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,7}));/g,
    (whole, decimal, hex, name) => {
      if (name !== undefined) {
        return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole;
      }
      const code = decimal === undefined
        ? parseInt(hex, 16)
        : parseInt(decimal, 10);
      const isCharacter = code > 0 && code <= 0x10ffff &&
        !(code >= 0xd800 && code <= 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : "\ufffd";
    },
  );
}
