/**
 * Which network addresses a visitor may make the service ask: those of the public internet alone. Everything else leads to this
 * machine, its neighbours, or the cloud's own services.
 *
 * @see {@link https://www.iana.org/assignments/iana-ipv4-special-registry/}
 * @see {@link https://www.iana.org/assignments/iana-ipv6-special-registry/}
 *
 * @module
 */
import { isIPv4, isIPv6 } from "node:net";

/** Networks of IPv4 that are not public: first address, and bits. */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10], // carriers' own
  ["127.0.0.0", 8],
  ["169.254.0.0", 16], // link-local, and clouds' metadata
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3], // multicast, reserved, broadcast
];

/** Networks within 2000::/3, the only public part of IPv6, that are not public. */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ["2001::", 23], // Teredo, benchmarks, ORCHID
  ["2001:db8::", 32],
  ["2002::", 16], // 6to4: an IPv4 address is inside
  ["3fff::", 20],
];

/**
 * Whether an address belongs to the public internet; `false` for what is no address.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { isPublicAddress } from "./public_address.ts";
 *
 * assert.equal(isPublicAddress("192.0.9.1"), true);
 * assert.equal(isPublicAddress("::ffff:192.0.9.1"), false);
 * ```
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) {
    const bits = bitsOfV4(address);
    return !SPECIAL_V4.some(([net, length]) =>
      startsAlike(bits, bitsOfV4(net), length)
    );
  }
  if (!isIPv6(address) || address.includes("%")) return false;
  const bits = bitsOfV6(address);
  return bits.startsWith("001") &&
    !SPECIAL_V6.some(([net, length]) =>
      startsAlike(bits, bitsOfV6(net), length)
    );
}

/** Whether an address is this very machine. */
export function isLoopbackAddress(address: string): boolean {
  return isIPv4(address) && address.startsWith("127.") || address === "::1";
}

function startsAlike(a: string, b: string, length: number): boolean {
  return a.slice(0, length) === b.slice(0, length);
}

function bitsOfV4(address: string): string {
  return address.split(".").map((part) => binary(Number(part), 8)).join("");
}

/** An address with an IPv4 address at its end lies in no public network, so its last parts may be misread. */
function bitsOfV6(address: string): string {
  const [head = "", tail] = address.split("::") as [string, string?];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Math.max(0, 8 - left.length - right.length);
  return [...left, ...new Array(zeros).fill("0"), ...right]
    .map((group) => binary(parseInt(group, 16), 16)).join("");
}

function binary(value: number, length: number): string {
  return value.toString(2).padStart(length, "0");
}
