/**
 * Where a person goes after signing in: an address that came in a query, so anybody may have written
 * it. It is parsed and compared, never matched by its beginning: `//evil.example` and `/\evil.example`
 * begin like a path.
 *
 * @module
 */
import type { Config } from "../config.ts";
import { isWikiLabel } from "./place.ts";

const MAX_LENGTH = 4096;

/**
 * The address, absolute, where it is on the platform's origin or on the origin of one of its wikis;
 * else `null`. A relative one is on the platform.
 */
export function readReturnTo(
  config: Pick<Config, "origin" | "domain">,
  text: string | null | undefined,
): string | null {
  // URL parsers drop tabs and line breaks and read \ as /, so what people see is not what opens.
  if (!text || text.length > MAX_LENGTH || /[\p{Cc}\s\\]/u.test(text)) {
    return null;
  }
  const home = new URL(config.origin);
  const url = URL.parse(text, home);
  if (url === null || url.username !== "" || url.password !== "") return null;
  if (url.protocol !== home.protocol || url.port !== home.port) return null;
  if (url.hostname === home.hostname) return url.href;
  const isWiki = url.hostname.endsWith(`.${home.hostname}`) &&
    isWikiLabel(url.hostname.slice(0, -home.hostname.length - 1));
  return isWiki ? url.href : null;
}

/** Whether an address is where everybody begins, the front page or the dashboard: nobody need be told of it. */
export function isBeginning(
  { origin }: Pick<Config, "origin">,
  address: string,
): boolean {
  return ["/", "/app", "/app/"].some((path) => origin + path === address);
}

/** The address of the login page that leads back to `returnTo`. */
export function loginUrl(
  config: Pick<Config, "origin">,
  returnTo: string,
): string {
  return `${config.origin}/auth/login?return_to=${
    encodeURIComponent(returnTo)
  }`;
}
