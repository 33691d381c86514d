/** Reads cookies and writes `Set-Cookie` lines; all of ours are Secure, also in development. @module */

/** A cookie to be set. */
export interface Cookie {
  readonly name: string;
  /** Cookie octets (RFC 6265) only: encode anything else. */
  readonly value: string;
  /** 0 takes the cookie away. */
  readonly maxAgeSeconds: number;
  /** Left out: this host alone. */
  readonly domain?: string;
}

/**
 * The value of a cookie in a `Cookie` header, or `undefined`. Of several the last: browsers send the longest path first, ours are
 * for `/`, so what stands before was put there by a sibling's host, to lend a reader a session that is not theirs.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6265#section-5.4}
 */
export function readCookie(
  header: string | null | undefined,
  name: string,
): string | undefined {
  if (!header) return undefined;
  let found: string | undefined;
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) {
      found = pair.slice(equals + 1).trim();
    }
  }
  return found;
}

/** A `Set-Cookie` line. */
export function cookieLine(cookie: Cookie): string {
  const { name, value, maxAgeSeconds, domain } = cookie;
  const scope = domain === undefined ? "" : `; Domain=${domain}`;
  return `${name}=${value}${scope}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=Lax`;
}
