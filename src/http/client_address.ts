/**
 * The client's network address, and which forwarding headers may be believed: only those that one of
 * our own proxies sent (`ROBOT_TRUSTED_PROXIES`).
 *
 * @module
 */
import { BlockList, isIP } from "node:net";

/** Tells whether an address is in one of the networks. */
export type IsTrusted = (address: string | null) => boolean;

/** Headers by which proxies tell of the client; anybody can send them. */
const FORWARDING = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-prefix",
  "x-forwarded-proto",
  "x-forwarded-server",
  "x-real-ip",
];
const NOWHERE = "unknown";
/** Most addresses whose answer is kept; a few ask again and again. */
const MAX_KNOWN = 1_000;

/** Reads networks in CIDR notation, checked by `readConfig()`. */
export function trustNetworks(cidrs: readonly string[]): IsTrusted {
  const networks = new BlockList();
  for (const cidr of cidrs) {
    const [address, bits] = cidr.split("/") as [string, string];
    networks.addSubnet(address, Number(bits), familyOf(address));
  }
  const known = new Map<string, boolean>();
  return (address) => {
    if (address === null) return false;
    const found = known.get(address);
    if (found !== undefined) return found;
    const isTrusted = isIP(address) !== 0 &&
      networks.check(address, familyOf(address));
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(address, isTrusted);
    return isTrusted;
  };
}

/** Whether an address is this machine's own. */
export function isLoopback(address: string | null): boolean {
  return address !== null &&
    (address === "::1" || (isIP(address) === 4 && address.startsWith("127.")));
}

/** Whether a request says that it passed a proxy. */
export function isForwarded(headers: Headers): boolean {
  return FORWARDING.some((name) => headers.has(name)) || headers.has("via");
}

/** The same headers without any that tell of a client. */
export function withoutForwarding(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of [...kept.keys()]) {
    if (FORWARDING.includes(name) || name.startsWith("x-forwarded-")) {
      kept.delete(name);
    }
  }
  return kept;
}

/**
 * The address that a request came from: the peer, or, where the peer is a trusted proxy, the last
 * address in `X-Forwarded-For` that is not a trusted proxy itself. What stands further left was
 * written by the client.
 */
export function clientAddress(
  peer: string | null,
  headers: Headers,
  isTrusted: IsTrusted,
): string {
  const direct = plainAddress(peer ?? "") ?? NOWHERE;
  if (!isTrusted(direct)) return direct;
  const hops = headers.get("x-forwarded-for")?.split(",").reverse() ?? [];
  let nearest = direct;
  for (const hop of hops) {
    const address = plainAddress(hop.trim());
    if (address === undefined) break;
    nearest = address;
    if (!isTrusted(address)) break;
  }
  return nearest;
}

/** An address without brackets, port and zone, IPv4 in IPv6 unwrapped; `undefined` where it is none. */
export function plainAddress(text: string): string | undefined {
  const inner = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ??
    /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  const address = inner.replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  const plain = mapped ?? address;
  return isIP(plain) === 0 ? undefined : plain;
}

/** The two notations that `BlockList` tells apart. */
function familyOf(address: string): "ipv4" | "ipv6" {
  return address.includes(":") ? "ipv6" : "ipv4";
}
