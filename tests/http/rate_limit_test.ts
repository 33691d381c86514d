import assert from "node:assert/strict";
import {
  countFailures,
  rateClassOf,
  rateKeyOf,
  RateLimiter,
} from "../../src/http/rate_limit.ts";
import { readRateLimits } from "../../src/rate_classes.ts";
import { AppError } from "../../src/errors.ts";

/** Ten a minute, ten at once. */
const TEN = readRateLimits("signin=10");

Deno.test("RateLimiter lets a burst through at once, then says how long to wait", () => {
  let now = 0;
  const limiter = new RateLimiter(() => new Date(now), TEN);

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

Deno.test("RateLimiter saves up a burst and no more, whatever is gained a minute", () => {
  let now = 0;
  const limits = readRateLimits("signin=60/3");
  const limiter = new RateLimiter(() => new Date(now), limits);
  for (let i = 0; i < 3; i++) limiter.take("signin", "1.2.3.4");
  now = 3_600_000;

  for (let i = 0; i < 3; i++) limiter.take("signin", "1.2.3.4");

  assert.throws(() => limiter.take("signin", "1.2.3.4"), {
    details: { retryAfterSeconds: 1 },
  });
});

Deno.test("RateLimiter goes on refusing one address while another class is flooded from thousands", () => {
  const limiter = new RateLimiter(() => new Date(0), TEN);
  for (let i = 0; i < 10; i++) limiter.take("signin", "1.2.3.4");

  for (let i = 0; i < 20_000; i++) limiter.take("platform", `2001:db8::${i}`);

  assert.throws(() => limiter.take("signin", "1.2.3.4"));
});

Deno.test("RateLimiter locks nobody out however many addresses ask", () => {
  const limiter = new RateLimiter(() => new Date(0), TEN);
  for (let i = 0; i < 20_000; i++) limiter.take("signin", `flood ${i}`);

  assert.equal(limiter.refusal("signin", "1.2.3.4"), null);
});

Deno.test("countFailures() slows down wrong credentials, and lets good ones pass from the same address", async () => {
  const limits = readRateLimits("guess=2");
  const limiter = new RateLimiter(() => new Date(0), limits);
  const from = {
    headers: new Headers({ authorization: "Bearer x" }),
    address: "1.2.3.4",
  };
  const wrong = () => Promise.reject(new AppError("unauthenticated", "wrong"));
  const guess = (at = from) => countFailures(limiter, at, wrong);

  await assert.rejects(guess(), { code: "unauthenticated" });
  await assert.rejects(guess(), { code: "unauthenticated" });
  await assert.rejects(guess(), { code: "rate_limited" });

  const good = await countFailures(limiter, from, () => Promise.resolve("in"));
  assert.equal(good, "in");
  await assert.rejects(guess({ ...from, address: "1.2.3.5" }), {
    code: "unauthenticated",
  });
  await assert.rejects(guess({ ...from, headers: new Headers() }), {
    code: "unauthenticated",
  });
});

Deno.test("rateClassOf counts changes, sign-in and costly reads, and no page view", () => {
  const rows = [
    ["site", "POST", "/auth/login", "signin"],
    ["site", "POST", "/auth/link", "signin"],
    ["site", "GET", "/auth/callback", "signin"],
    ["site", "GET", "/auth/handoff", "signin"],
    ["site", "GET", "/auth/link", undefined],
    ["site", "GET", "/auth/login", undefined],
    ["site", "GET", "/", undefined],
    ["site", "GET", "/app/", "platform"],
    ["site", "GET", "/app/slug", "platform"],
    ["site", "GET", "/apples", undefined],
    ["site", "GET", "/avatar/did:plc:alice", "platform"],
    ["site", "POST", "/app/create", "create"],
    ["site", "POST", "/app/welcome", "create"],
    ["site", "POST", "/app/account/delete", "create"],
    ["site", "POST", "/app/wiki/garden/delete", "create"],
    ["site", "POST", "/app/wiki/garden/members", "manage"],
    ["site", "POST", "/app/operator/users", "manage"],
    ["site", "GET", "/app/wiki/garden/export", "transfer"],
    ["site", "POST", "/app/wiki/garden/import", "transfer"],
    ["site", "POST", "/app/wiki/garden/import/1", "transfer"],
    ["site", "GET", "/app/wiki/garden/import/1", "platform"],
    ["site", "GET", "/app/account/export", "transfer"],
    ["site", "GET", "/api/me", "platform"],
    ["site", "POST", "/api/wikis", "create"],
    ["site", "DELETE", "/api/wikis/garden", "create"],
    ["site", "DELETE", "/api/wikis/garden/tokens/1", "manage"],
    ["web", "GET", "/Home", undefined],
    ["web", "POST", "/-/edit/Home", "write"],
    ["web", "POST", "/-/report", "report"],
    ["web", "POST", "/-/attachments/Home", "upload"],
    ["web", "POST", "/-/attachment/Home/a.png", "write"],
    ["web", "POST", "/-/admin/members", "manage"],
    ["web", "GET", "/-/search", "search"],
    ["web", "GET", "/-/searching", undefined],
    ["api", "PUT", "/api/v1/pages/Home", "write"],
    ["api", "POST", "/api/v1/pages/Home/attachments", "upload"],
    ["api", "PATCH", "/api/v1/preferences", "manage"],
    ["api", "POST", "/api/v1/members", "manage"],
    ["api", "GET", "/api/v1/search", "search"],
    ["mcp", "POST", "/mcp", "agent"],
    ["git", "GET", "/repo.git/info/refs", undefined],
    ["git", "POST", "/repo.git/git-upload-pack", "pack"],
  ] as const;

  for (const [door, method, path, counts] of rows) {
    assert.equal(rateClassOf(door, method, path), counts, `${method} ${path}`);
  }
});

Deno.test("rateKeyOf goes by token, else by person, else by address, of IPv6 by the network", () => {
  const who = { did: "did:plc:alice", handle: "alice", name: "Alice" };

  const session = { ...who, kind: "session", sessionId: "s1" } as const;
  const token = {
    ...who,
    kind: "token",
    tokenId: "t1",
    tokenName: "x",
    scope: "wiki:read",
  } as const;

  assert.equal(rateKeyOf(session, "1.2.3.4"), "person did:plc:alice");
  assert.equal(rateKeyOf(token, "1.2.3.4"), "token t1");
  assert.equal(rateKeyOf({ kind: "anonymous" }, "1.2.3.4"), "1.2.3.4");
  assert.equal(rateKeyOf(null, "2001:db8:1:2:3::4"), "2001:db8:1:2::/64");
  assert.equal(rateKeyOf(null, "2001:db8::1"), "2001:db8:0:0::/64");
  assert.equal(rateKeyOf(null, "::1"), "0:0:0:0::/64");
});
