import assert from "node:assert/strict";
import {
  clientAddress,
  isForwarded,
  isLoopback,
  plainAddress,
  trustNetworks,
  withoutForwarding,
} from "../../src/http/client_address.ts";

const isTrusted = trustNetworks(["127.0.0.0/8", "::1/128", "10.1.0.0/16"]);

Deno.test("clientAddress is the last hop that is no trusted proxy", () => {
  const rows: [string | null, string | null, string][] = [
    // peer, X-Forwarded-For, address
    ["203.0.113.9", null, "203.0.113.9"],
    ["203.0.113.9", "198.51.100.1", "203.0.113.9"],
    ["127.0.0.1", null, "127.0.0.1"],
    ["127.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"],
    ["127.0.0.1", "6.6.6.6, 198.51.100.1, 10.1.2.3", "198.51.100.1"],
    ["127.0.0.1", "6.6.6.6, nonsense, 10.1.2.3", "10.1.2.3"],
    ["127.0.0.1", "nonsense", "127.0.0.1"],
    ["127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"],
    ["10.2.0.1", "198.51.100.1", "10.2.0.1"],
    [null, "198.51.100.1", "unknown"],
  ];

  for (const [peer, forwardedFor, expected] of rows) {
    const headers = new Headers(
      forwardedFor ? { "x-forwarded-for": forwardedFor } : {},
    );
    assert.equal(clientAddress(peer, headers, isTrusted), expected);
  }
});

Deno.test("withoutForwarding drops every header that tells of a client, and nothing else", () => {
  const headers = new Headers({
    "X-Forwarded-For": "1.2.3.4",
    "X-Forwarded-Anything": "x",
    "Forwarded": "for=1.2.3.4",
    "X-Real-IP": "1.2.3.4",
    "Accept": "text/html",
  });

  assert.deepEqual([...withoutForwarding(headers).keys()], ["accept"]);
  assert.equal(isForwarded(headers), true);
  assert.equal(isForwarded(new Headers({ via: "1.1 Caddy" })), true);
  assert.equal(isForwarded(new Headers({ accept: "*/*" })), false);
});

Deno.test("plainAddress unwraps ports, brackets, zones and IPv4 in IPv6", () => {
  assert.equal(plainAddress("1.2.3.4:80"), "1.2.3.4");
  assert.equal(plainAddress("[FE80::1%eth0]:80"), "fe80::1");
  assert.equal(plainAddress("::ffff:1.2.3.4"), "1.2.3.4");
  assert.equal(plainAddress("1.2.3"), undefined);
  assert.equal(plainAddress(""), undefined);
});

Deno.test("isLoopback means this machine alone", () => {
  assert.equal(isLoopback("127.0.0.1"), true);
  assert.equal(isLoopback("127.3.2.1"), true);
  assert.equal(isLoopback("::1"), true);
  assert.equal(isLoopback("128.0.0.1"), false);
  assert.equal(isLoopback("127.evil"), false);
  assert.equal(isLoopback(null), false);
});
