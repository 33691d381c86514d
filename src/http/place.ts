/**
 * Where a request came in: the platform's host, a wiki's host, a loopback name, or none of ours.
 *
 * Only the names that were configured count. A port is not compared, because proxies drop or add it.
 *
 * @module
 */
import type { Config } from "../config.ts";

/** What a host name stands for. */
export type Place =
  | { readonly kind: "platform" }
  | { readonly kind: "wiki"; readonly slug: string }
  | { readonly kind: "loopback" }
  | { readonly kind: "unknown" };

/** Labels in front of the domain that never name a wiki, not even for the operator. */
const NOT_WIKIS = new Set(["www", "api", "auth", "mcp", "app"]);
const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);
const UNKNOWN: Place = { kind: "unknown" };

/** Parts of a request's address, as they were sent. */
export interface Address {
  /** Host in lower case with its port, as browsers write it into `Origin`. */
  readonly host: string;
  /** Host in lower case, without port and without a dot at the end. */
  readonly hostname: string;
  /** Still encoded path. */
  readonly path: string;
  /** `?` and what follows, or nothing. */
  readonly query: string;
}

/** Takes an absolute URL apart without changing any of it, as `new URL()` would. */
export function readAddress(url: string): Address {
  const begin = url.indexOf("://") + 3;
  const rest = url.slice(begin).search(/[/?#]/);
  const end = rest < 0 ? url.length : begin + rest;
  const host = url.slice(begin, end).toLowerCase();
  const [target] = url.slice(end).split("#", 1) as [string];
  const question = target.indexOf("?");
  const path = question < 0 ? target : target.slice(0, question);
  return {
    host,
    hostname: host.replace(/:\d*$/, "").replace(/\.$/, ""),
    path: path || "/",
    query: question < 0 ? "" : target.slice(question),
  };
}

/** What the host name of a request stands for. */
export function placeOf(
  config: Pick<Config, "domain">,
  hostname: string,
): Place {
  const domain = config.domain.toLowerCase();
  if (hostname === domain) return { kind: "platform" };
  if (hostname.endsWith(`.${domain}`)) {
    const slug = hostname.slice(0, -domain.length - 1);
    return isWikiLabel(slug) ? { kind: "wiki", slug } : UNKNOWN;
  }
  return isLoopbackName(hostname) ? { kind: "loopback" } : UNKNOWN;
}

/** Whether a host name always means this very machine. */
export function isLoopbackName(hostname: string): boolean {
  return LOOPBACK_NAMES.has(hostname);
}

/** Whether a label could be a wiki's slug. */
export function isWikiLabel(label: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label) &&
    !NOT_WIKIS.has(label);
}
