import assert from "node:assert/strict";
import {
  RATE_LIMITS,
  rateClassOf,
  rateKeyOf,
  RateLimiter,
} from "../../src/http/rate_limit.ts";

Deno.test("RateLimiter lets a minute's worth through at once, then says how long to wait", () => {
  let now = 0;
  const limiter = new RateLimiter(() => new Date(now));

  for (let i = 0; i < 10; i++) limiter.take("signin", "1.2.3.4");

  assert.throws(() => limiter.take("signin", "1.2.3.4"), {
    code: "rate_limited",
    details: { retryAfterSeconds: 6 },
  });
  limiter.take("signin", "1.2.3.5");
  limiter.take("write", "1.2.3.4");
  now = 5_999;
  assert.throws(() => limiter.take("signin", "1.2.3.4"));
  now = 6_000;
  limiter.take("signin", "1.2.3.4");
  assert.throws(() => limiter.take("signin", "1.2.3.4"));
});

Deno.test("RateLimiter saves up a minute's worth and no more", () => {
  let now = 0;
  const limiter = new RateLimiter(() => new Date(now));
  for (let i = 0; i < 10; i++) limiter.take("signin", "1.2.3.4");
  now = 3_600_000;

  for (let i = 0; i < 10; i++) limiter.take("signin", "1.2.3.4");

  assert.throws(() => limiter.take("signin", "1.2.3.4"));
});

Deno.test("an agent that writes a hundred pages is normal use", () => {
  assert.ok(RATE_LIMITS.write >= 600);
  assert.ok(RATE_LIMITS.agent >= 600);
});

Deno.test("rateClassOf counts changes, sign-in and costly reads, and no page view", () => {
  assert.equal(rateClassOf("site", "POST", "/auth/link"), "signin");
  assert.equal(rateClassOf("site", "GET", "/auth/link"), undefined);
  assert.equal(rateClassOf("web", "GET", "/Home"), undefined);
  assert.equal(rateClassOf("web", "POST", "/-/edit/Home"), "write");
  assert.equal(rateClassOf("web", "GET", "/-/search"), "search");
  assert.equal(rateClassOf("web", "GET", "/-/searching"), undefined);
  assert.equal(rateClassOf("api", "PUT", "/api/v1/pages/Home"), "write");
  assert.equal(rateClassOf("api", "GET", "/api/v1/search"), "search");
  assert.equal(rateClassOf("mcp", "POST", "/mcp"), "agent");
  assert.equal(
    rateClassOf("git", "POST", "/repo.git/git-upload-pack"),
    "pack",
  );
});

Deno.test("rateKeyOf goes by credential, else by address, of IPv6 by the network", () => {
  const who = { did: "did:plc:alice", handle: "alice", name: "Alice" };

  const session = { ...who, kind: "session", sessionId: "s1" } as const;
  const token = {
    ...who,
    kind: "token",
    tokenId: "t1",
    tokenName: "x",
    scope: "wiki:read",
  } as const;

  assert.equal(rateKeyOf(session, "1.2.3.4"), "session s1");
  assert.equal(rateKeyOf(token, "1.2.3.4"), "token t1");
  assert.equal(rateKeyOf({ kind: "anonymous" }, "1.2.3.4"), "1.2.3.4");
  assert.equal(rateKeyOf(null, "2001:db8:1:2:3::4"), "2001:db8:1:2::/64");
  assert.equal(rateKeyOf(null, "2001:db8::1"), "2001:db8:0:0::/64");
  assert.equal(rateKeyOf(null, "::1"), "0:0:0:0::/64");
});
